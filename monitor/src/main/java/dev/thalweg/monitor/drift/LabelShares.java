package dev.thalweg.monitor.drift;

import dev.thalweg.monitor.state.VarLong;
import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * What share each label had of a stream so far, with the past fading: whenever {@value #LABELS_MAX}
 * labels are counted, all counts are halved. So the shares follow a stream that changes for good.
 */
final class LabelShares {
  static final int LABELS_MAX = 16_384;

  private int[] counts = new int[0];
  private int total;

  void add(int label, int count) {
    if (label >= counts.length) {
      counts = Arrays.copyOf(counts, label + 1);
    }
    counts[label] += count;
    total += count;
    while (total >= LABELS_MAX) {
      halve();
    }
  }

  private void halve() {
    total = 0;
    for (int label = 0; label < counts.length; label++) {
      counts[label] /= 2;
      total += counts[label];
    }
  }

  /** How many labels the shares are of. */
  int total() {
    return total;
  }

  /** From 0 to 1; 0 for a label that is not known. */
  double share(int label) {
    return label < counts.length && total > 0 ? (double) counts[label] / total : 0;
  }

  int bytes() {
    int bytes = VarLong.bytes(counts.length);
    for (int count : counts) {
      bytes += VarLong.bytes(count);
    }
    return bytes;
  }

  void writeTo(ByteBuffer out) {
    VarLong.write(out, counts.length);
    for (int count : counts) {
      VarLong.write(out, count);
    }
  }

  static LabelShares readFrom(ByteBuffer in) {
    LabelShares shares = new LabelShares();
    shares.counts = new int[VarLong.readInt(in)];
    for (int label = 0; label < shares.counts.length; label++) {
      shares.counts[label] = VarLong.readInt(in);
      shares.total += shares.counts[label];
    }
    return shares;
  }
}
