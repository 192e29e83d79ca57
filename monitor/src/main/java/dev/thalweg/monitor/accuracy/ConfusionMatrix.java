package dev.thalweg.monitor.accuracy;

import dev.thalweg.monitor.state.VarLong;
import java.nio.ByteBuffer;

/**
 * How often each class was predicted for each, of the first {@link #CLASSES_MAX} classes: a matrix
 * of a thousand would not fit into a record. The cells of one take 8 KB at most.
 */
public final class ConfusionMatrix {
  static final int CLASSES_MAX = 32;

  private int size;
  private long[] counts = new long[0];

  /** Is told a cell that is not zero. */
  public interface CellConsumer {
    void accept(int label, int predicted, long count);
  }

  /** Counts a pair; one of a class that has no place is passed over. */
  void count(int label, int predicted) {
    int last = Math.max(label, predicted);
    if (last < CLASSES_MAX) {
      reserve(last + 1);
      counts[label * size + predicted]++;
    }
  }

  void add(ConfusionMatrix other) {
    reserve(other.size);
    other.eachCell((label, predicted, count) -> counts[label * size + predicted] += count);
  }

  /** Hands over the cells that are not zero, by label and prediction. */
  public void eachCell(CellConsumer each) {
    for (int i = 0; i < counts.length; i++) {
      if (counts[i] != 0) {
        each.accept(i / size, i % size, counts[i]);
      }
    }
  }

  int heapBytes() {
    return counts.length * Long.BYTES;
  }

  int bytes() {
    int bytes = 0;
    for (int i = 0; i < counts.length; i++) {
      if (counts[i] != 0) {
        bytes += VarLong.bytes(place(i)) + VarLong.bytes(counts[i]);
      }
    }
    return VarLong.bytes(cells()) + bytes;
  }

  /** Writes {@link #bytes()} bytes. */
  void writeTo(ByteBuffer out) {
    VarLong.write(out, cells());
    for (int i = 0; i < counts.length; i++) {
      if (counts[i] != 0) {
        VarLong.write(out, place(i));
        VarLong.write(out, counts[i]);
      }
    }
  }

  static ConfusionMatrix readFrom(ByteBuffer in) {
    ConfusionMatrix matrix = new ConfusionMatrix();
    for (int left = VarLong.readInt(in); left > 0; left--) {
      int place = VarLong.readInt(in);
      int label = place / CLASSES_MAX;
      int predicted = place % CLASSES_MAX;
      matrix.reserve(Math.max(label, predicted) + 1);
      matrix.counts[label * matrix.size + predicted] = VarLong.read(in);
    }
    return matrix;
  }

  private int cells() {
    int cells = 0;
    for (long count : counts) {
      cells += count == 0 ? 0 : 1;
    }
    return cells;
  }

  /** Where a cell lies in the largest matrix, whatever the size of this one. */
  private int place(int at) {
    return at / size * CLASSES_MAX + at % size;
  }

  private void reserve(int classes) {
    if (classes > size) {
      long[] more = new long[classes * classes];
      for (int row = 0; row < size; row++) {
        System.arraycopy(counts, row * size, more, row * classes, size);
      }
      size = classes;
      counts = more;
    }
  }
}
