package dev.thalweg.trainer.replay;

/**
 * The range of a replay, cut into stretches for the curves.
 *
 * @param from the first
 * @param to the first that is left out; more than {@code from}
 */
record Stretches(long from, long to) {
  private static final int STRETCHES_MAX = 20;

  long length() {
    return to - from;
  }

  /** Points of a curve: as many as there are records, where these are few. */
  int count() {
    return (int) Math.min(STRETCHES_MAX, length());
  }

  /** The stretch that a record is in, from 0 on. */
  int stretch(long offset) {
    return (int) ((offset - from) * count() / length());
  }

  /** The first offset behind a stretch. */
  public long end(int stretch) {
    int all = count();
    return from + ((stretch + 1) * length() + all - 1) / all;
  }
}
