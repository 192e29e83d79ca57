package dev.thalweg.monitor.drift;

import dev.thalweg.monitor.state.VarLong;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Follows the share of each label among the latest {@value #WINDOW}: a stream that has become of
 * one class makes the errors fall, which no detector of a rise sees. Speaks once when a share
 * exceeds {@link #SHARE_MAX}, and again only after the highest has been below {@link #SHARE_AGAIN}.
 *
 * <p>The window is the latest whole minibatches that have as many labels between them. Among the
 * 60,000 training images of MNIST in their order no label ever has more than 16.8 % of 256.
 */
public final class ClassBalance {
  static final int WINDOW = 256;
  static final double SHARE_MAX = 0.4;
  static final double SHARE_AGAIN = 0.3;

  /** Each minibatch: label, count, label, count, and so on; of at least one label. */
  private final ArrayDeque<int[]> minibatches = new ArrayDeque<>();

  private int[] counts = new int[0];
  private int total;
  private boolean isTold;

  /** Takes one label, from 0. */
  public Optional<Imbalance> label(int label) {
    return add(new int[] {label, 1});
  }

  /** Takes a minibatch by how many of it have each label; one of none changes nothing. */
  public Optional<Imbalance> minibatch(List<Integer> countsByLabel) {
    int[] pairs = new int[2 * countsByLabel.size()];
    int end = 0;
    for (int label = 0; label < countsByLabel.size(); label++) {
      int count = countsByLabel.get(label);
      if (count > 0) {
        pairs[end++] = label;
        pairs[end++] = count;
      }
    }
    return end == 0 ? Optional.empty() : add(Arrays.copyOf(pairs, end));
  }

  private Optional<Imbalance> add(int[] minibatch) {
    keep(minibatch);
    while (total - size(minibatches.peekFirst()) >= WINDOW) {
      count(minibatches.removeFirst(), -1);
    }
    if (total < WINDOW) {
      return Optional.empty();
    }
    int label = mostFrequent();
    double share = (double) counts[label] / total;
    boolean speaks = !isTold && share > SHARE_MAX;
    isTold = speaks || (isTold && share >= SHARE_AGAIN);
    return speaks ? Optional.of(new Imbalance(label, share, total)) : Optional.empty();
  }

  private void keep(int[] minibatch) {
    minibatches.addLast(minibatch);
    count(minibatch, 1);
  }

  private void count(int[] minibatch, int sign) {
    for (int i = 0; i < minibatch.length; i += 2) {
      if (minibatch[i] >= counts.length) {
        counts = Arrays.copyOf(counts, minibatch[i] + 1);
      }
      counts[minibatch[i]] += sign * minibatch[i + 1];
      total += sign * minibatch[i + 1];
    }
  }

  private static int size(int[] minibatch) {
    int size = 0;
    for (int i = 1; i < minibatch.length; i += 2) {
      size += minibatch[i];
    }
    return size;
  }

  private int mostFrequent() {
    int most = 0;
    for (int label = 1; label < counts.length; label++) {
      most = counts[label] > counts[most] ? label : most;
    }
    return most;
  }

  /** How many bytes the state takes. */
  public int bytes() {
    int bytes = 1 + VarLong.bytes(minibatches.size());
    for (int[] minibatch : minibatches) {
      bytes += VarLong.bytes(minibatch.length);
      for (int number : minibatch) {
        bytes += VarLong.bytes(number);
      }
    }
    return bytes;
  }

  /** Writes {@link #bytes()} bytes. */
  public void writeTo(ByteBuffer out) {
    out.put((byte) (isTold ? 1 : 0));
    VarLong.write(out, minibatches.size());
    for (int[] minibatch : minibatches) {
      VarLong.write(out, minibatch.length);
      for (int number : minibatch) {
        VarLong.write(out, number);
      }
    }
  }

  /** The balance as it was written. */
  public static ClassBalance readFrom(ByteBuffer in) {
    ClassBalance balance = new ClassBalance();
    balance.isTold = in.get() == 1;
    for (int left = VarLong.readInt(in); left > 0; left--) {
      int[] minibatch = new int[VarLong.readInt(in)];
      for (int i = 0; i < minibatch.length; i++) {
        minibatch[i] = VarLong.readInt(in);
      }
      balance.keep(minibatch);
    }
    return balance;
  }
}
