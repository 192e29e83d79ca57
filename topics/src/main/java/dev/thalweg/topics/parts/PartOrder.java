package dev.thalweg.topics.parts;

/**
 * Follows the part records of one head as they come. They are whole where the last of them are 0,
 * 1, 2 and so on, each right after the one before it: so compaction, which takes away what is
 * written again, leaves the last whole as it was, and parts of something larger that was there
 * before do not count.
 */
public final class PartOrder {
  private static final int BROKEN = -1;

  private int next = BROKEN;

  /**
   * Takes note of a part record.
   *
   * @param part its number; a negative one where it is none, as of a tombstone
   * @return whether it goes on, or begins anew with 0
   */
  public boolean accept(int part) {
    boolean fits = part == 0 || (part > 0 && part == next);
    next = fits ? part + 1 : BROKEN;
    return fits;
  }

  /** Whether so many are there, and no more. */
  public boolean isWhole(int count) {
    return next == count;
  }
}
