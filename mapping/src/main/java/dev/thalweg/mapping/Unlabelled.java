package dev.thalweg.mapping;

/**
 * What becomes of features whose label did not come in time.
 *
 * @param target of {@link Fate#TARGET}, as {@link Mapping#target} gives it; else 0
 */
public record Unlabelled(Fate fate, double target) {

  /** Which of the three. */
  public enum Fate {
    /** They are dropped. */
    DROP,
    /** They go to the topic of orphans. */
    ORPHANS,
    /** They become a sample with a target that the mapping gives. */
    TARGET
  }
}
