package dev.thalweg.topics.parts;

/** Into how many records something is cut that is too large for one. */
public final class Parts {
  /**
   * Bytes of every part but the last: what a broker takes in a record where nobody asks, nearly.
   */
  public static final int BYTES = 1 << 20;

  private Parts() {}

  /** How many parts so many bytes have; at least one. */
  public static int count(long bytes) {
    return Math.toIntExact(Math.max(1, (bytes - 1) / BYTES + 1));
  }

  /** The length of a part of so many bytes. */
  public static int length(int part, long bytes) {
    return Math.toIntExact(Math.min(BYTES, bytes - (long) part * BYTES));
  }
}
