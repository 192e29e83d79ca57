package dev.thalweg.monitor.accuracy;

/**
 * What the join counts together before it passes the counts on: one model, version and window. The
 * tally of each scope is a sum of cells.
 */
public record Cell(String model, long version, long windowStart) {
  private static final long NONE = -1;

  /** Labels without a prediction have a model, the pipeline's, but no version and no window. */
  public static Cell ofLateLabels(String model) {
    return new Cell(model, NONE, NONE);
  }

  boolean isOfLateLabels() {
    return version == NONE;
  }

  /** Its key in a store. The model comes last, since only it can contain anything. */
  public String key() {
    return version + "/" + windowStart + "/" + model;
  }

  public static Cell ofKey(String key) {
    int first = key.indexOf('/');
    int second = key.indexOf('/', first + 1);
    return new Cell(
        key.substring(second + 1),
        Long.parseLong(key, 0, first, 10),
        Long.parseLong(key, first + 1, second, 10));
  }
}
