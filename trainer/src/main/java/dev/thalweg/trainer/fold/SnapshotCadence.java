package dev.thalweg.trainer.fold;

import java.util.OptionalLong;

/**
 * When the learner's weights are published: at the first step that reaches a multiple of a number
 * of samples, and sooner after a restart, whose reason is that what is served is wrong: at its
 * first step, and an eighth, a quarter and half of the number after it.
 *
 * @param every samples between two snapshots
 */
record SnapshotCadence(long every) {
  /**
   * Whether a step is followed by a snapshot.
   *
   * @param samples those consumed, this step's included
   * @param sinceRestart as many of them as came after the last restart; empty without one
   * @param size this step's
   */
  boolean isDue(long samples, OptionalLong sinceRestart, int size) {
    if (samples / every > (samples - size) / every) {
      return true;
    }
    if (sinceRestart.isEmpty()) {
      return false;
    }
    long after = sinceRestart.getAsLong();
    return after == size
        || reaches(every / 8, after, size)
        || reaches(every / 4, after, size)
        || reaches(every / 2, after, size);
  }

  private static boolean reaches(long mark, long after, int size) {
    return after - size < mark && after >= mark;
  }
}
