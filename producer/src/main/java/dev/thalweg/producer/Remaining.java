package dev.thalweg.producer;

import java.util.BitSet;

/**
 * What is left of a stream: its records from an index on, but for some that are there already.
 *
 * @param startIndex of the first record that is left, from 0
 * @param sent the indexes of those behind it that are there, less {@code startIndex}
 */
public record Remaining(long startIndex, BitSet sent) {

  /** A copy of its own. */
  public Remaining {
    sent = (BitSet) sent.clone();
  }

  /** All from an index on. */
  static Remaining from(long startIndex) {
    return new Remaining(startIndex, new BitSet());
  }

  /** Whether the record at an index of the stream is there; not below {@link #startIndex}. */
  boolean isSent(long index) {
    long position = index - startIndex;
    return position < sent.length() && sent.get((int) position);
  }

  /** How many records of the stream are there. */
  public long sentCount() {
    return startIndex + sent.cardinality();
  }
}
