package dev.thalweg.monitor.accuracy;

import dev.thalweg.schemas.avro.WindowAccuracy;

/** How right a model is, as was told last; told by one thread, for any to ask. */
public final class ModelFigures {
  private final String model;
  private long windowStart = Long.MIN_VALUE;
  private volatile double accuracy = Double.NaN;
  private volatile double windowAccuracy = Double.NaN;

  ModelFigures(String model) {
    this.model = model;
  }

  public String model() {
    return model;
  }

  /** Over everything that was labelled; NaN before it is told. */
  public double accuracy() {
    return accuracy;
  }

  /** Over what was labelled of the latest window that has labels; NaN before it is told. */
  public double windowAccuracy() {
    return windowAccuracy;
  }

  /** Takes over the accuracy of something that has labels. */
  void told(WindowAccuracy value) {
    switch (value.getScope()) {
      case TOTAL -> accuracy = value.getAccuracy();
      case WINDOW -> {
        long start = value.getWindowStart().toEpochMilli();
        if (start >= windowStart) { // the last labels of earlier ones come later
          windowStart = start;
          windowAccuracy = value.getAccuracy();
        }
      }
      default -> {
        // Of one version: a metric would have as many series as there are versions.
      }
    }
  }
}
