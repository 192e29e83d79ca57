package dev.thalweg.topics.stepping;

/**
 * Offsets of a partition.
 *
 * @param from the first
 * @param to behind the last
 */
public record OffsetRange(long from, long to) {

  /** Whether this offset is one of them. */
  public boolean contains(long offset) {
    return from <= offset && offset < to;
  }
}
