package dev.thalweg.ingest.join;

import dev.thalweg.ingest.made.Features;
import dev.thalweg.ingest.metrics.IngestFigures;
import dev.thalweg.ingest.metrics.IngestFigures.Event;
import dev.thalweg.mapping.Corrections;
import dev.thalweg.mapping.Labels;
import java.util.OptionalDouble;

/**
 * The rule by which features and labels become samples, for one partition: an id's first features
 * and a label that is no further from them in time than the mapping says, whichever comes first.
 */
final class LateLabels {
  private final Labels labels;
  private final Waiting waiting;
  private final Output output;
  private final IngestFigures figures;

  /** Takes what comes of it. */
  interface Output {
    /** Features and their label, or the one that stands for a missing one. */
    void sample(Features features, double target);

    /** Features without a label, where they are to be kept. */
    void orphan(Features features);
  }

  LateLabels(Labels labels, Waiting waiting, Output output, IngestFigures figures) {
    this.labels = labels;
    this.waiting = waiting;
    this.output = output;
    this.figures = figures;
  }

  /** Takes one half. */
  void arrive(String id, Arrival arrival) {
    Held held = waiting.get(id);
    if (held == null) {
      waiting.add(id, Held.of(arrival));
    } else if (arrival.features().isPresent()) {
      features(id, arrival, held);
    } else {
      label(id, arrival, held);
    }
  }

  private void features(String id, Arrival arrival, Held held) {
    if (held.features().isPresent()) {
      figures.count(Event.REPEATED);
    } else if (isInTime(arrival, held)) {
      Features features = arrival.features().get();
      waiting.replace(id, held, held.with(features));
      output.sample(features, held.target().orElseThrow());
    } else {
      figures.count(Event.UNMATCHED_LABEL); // it was another's, who had the same id
      waiting.replace(id, held, Held.of(arrival));
    }
  }

  private void label(String id, Arrival arrival, Held held) {
    double target = arrival.target();
    OptionalDouble known = held.target();
    if (known.isPresent() && known.getAsDouble() == target) {
      figures.count(Event.REPEATED);
    } else if (!isInTime(arrival, held)) {
      figures.count(Event.UNMATCHED_LABEL);
    } else if (known.isEmpty()) {
      waiting.replace(id, held, held.with(target));
      output.sample(held.features().orElseThrow(), target);
    } else {
      figures.count(Event.CORRECTED);
      if (held.features().isEmpty() || labels.corrections() == Corrections.LEARN) {
        waiting.replace(id, held, held.with(target));
        held.features().ifPresent(features -> output.sample(features, target));
      }
    }
  }

  private boolean isInTime(Arrival arrival, Held held) {
    return Math.abs(arrival.timeMs() - held.timeMs()) <= labels.within().toMillis();
  }

  /**
   * Gives up what has waited for long enough.
   *
   * @param nowMs how far the slowest source has come
   */
  void advance(long nowMs) {
    waiting.giveUp(nowMs, this::givenUp);
  }

  private void givenUp(String id, Held held, boolean early) {
    if (early) {
      figures.count(Event.OVERFLOWED);
    }
    if (held.features().isEmpty()) {
      figures.count(Event.UNMATCHED_LABEL);
    } else if (held.target().isEmpty()) {
      figures.count(Event.UNLABELLED);
      Features features = held.features().get();
      switch (labels.missing().fate()) {
        case DROP -> {}
        case ORPHANS -> output.orphan(features);
        case TARGET -> output.sample(features, labels.missing().target());
      }
    }
  }
}
