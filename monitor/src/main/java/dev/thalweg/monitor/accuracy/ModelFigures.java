package dev.thalweg.monitor.accuracy;

import dev.thalweg.monitor.score.ServedFigures;
import dev.thalweg.schemas.avro.WindowAccuracy;

/** How right a model is, as was told last; told by one thread, for any to ask. */
public final class ModelFigures {
  private final String model;
  private long windowStart = Long.MIN_VALUE;
  private volatile ServedFigures all = ServedFigures.NONE;
  private volatile ServedFigures window = ServedFigures.NONE;

  ModelFigures(String model) {
    this.model = model;
  }

  public String model() {
    return model;
  }

  /** Over everything that was labelled; NaN before it is told. */
  public ServedFigures all() {
    return all;
  }

  /** Over what was labelled of the latest window that has labels; NaN before it is told. */
  public ServedFigures window() {
    return window;
  }

  /** Takes over the accuracy of something that has labels. */
  void told(WindowAccuracy value) {
    switch (value.getScope()) {
      case TOTAL -> all = ServedFigures.of(value);
      case WINDOW -> {
        long start = value.getWindowStart().toEpochMilli();
        if (start >= windowStart) { // the last labels of earlier ones come later
          windowStart = start;
          window = ServedFigures.of(value);
        }
      }
      default -> {
        // Of one version: a metric would have as many series as there are versions.
      }
    }
  }
}
