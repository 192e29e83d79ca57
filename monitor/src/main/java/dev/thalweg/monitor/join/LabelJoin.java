package dev.thalweg.monitor.join;

import dev.thalweg.monitor.accuracy.AccuracyConfig;
import dev.thalweg.monitor.accuracy.Cell;
import dev.thalweg.monitor.accuracy.CellTally;
import dev.thalweg.monitor.accuracy.MonitorFigures;
import dev.thalweg.monitor.accuracy.MonitorFigures.Event;
import dev.thalweg.monitor.accuracy.Tally;
import dev.thalweg.monitor.state.Answer;
import java.util.function.Consumer;

/**
 * The rule of the join, for one partition. A prediction counts once for each example, model and
 * version, a label once for each example, in whatever order they come; an example of which nothing
 * new was heard for the retention is given up with what was missing.
 */
public final class LabelJoin {
  /** Answers for one image; above it one is given up. */
  private static final int PREDICTIONS_MAX = 32;

  private final AccuracyConfig config;
  private final HeldExamples images;
  private final PendingCells cells;
  private final JoinObserver observer;
  private final MonitorFigures figures;

  public LabelJoin(
      AccuracyConfig config,
      HeldExamples images,
      PendingCells cells,
      JoinObserver observer,
      MonitorFigures figures) {
    this.config = config;
    this.images = images;
    this.cells = cells;
    this.observer = observer;
    this.figures = figures;
  }

  /**
   * Takes a prediction.
   *
   * @param atMs its time
   * @param nowMs how far its source has come, by which what is too old is told
   */
  public void prediction(String id, HeldPrediction prediction, long atMs, long nowMs) {
    HeldExamples.Stored stored = images.get(id);
    HeldExample known = current(stored, nowMs);
    if (known.has(prediction.model(), prediction.version())) {
      figures.count(Event.REPEATED_PREDICTION);
      return;
    }
    figures.count(Event.PREDICTION);
    Cell cell = cell(prediction);
    cells.count(cell, t -> t.countScored(prediction.version(), prediction.scoredAtMs()));
    if (known.hasLabel()) {
      countLabelled(prediction, known.label());
    }
    HeldExample now = known.with(prediction, Math.max(atMs, nowMs));
    if (now.predictions().size() > PREDICTIONS_MAX) {
      HeldPrediction surplus = surplus(now);
      if (!now.hasLabel()) {
        countUnmatched(surplus);
      }
      now = now.without(surplus);
    }
    images.put(id, now, stored);
  }

  /**
   * The oldest of those that are not by the pipeline's own model. Where all are, the second: the
   * first answer is the scorer's, before anybody could make up others under its id.
   */
  private HeldPrediction surplus(HeldExample image) {
    String own = config.pipeline().model();
    return image.predictions().stream()
        .filter(prediction -> !prediction.model().equals(own))
        .findFirst()
        .orElse(image.predictions().get(1));
  }

  /**
   * Takes a label.
   *
   * @param atMs its time
   * @param nowMs how far its source has come
   */
  public void label(String id, long label, long atMs, long nowMs) {
    HeldExamples.Stored stored = images.get(id);
    HeldExample known = current(stored, nowMs);
    if (known.hasLabel()) {
      figures.count(Event.REPEATED_LABEL);
      return;
    }
    figures.count(Event.LABEL);
    if (!Answer.isNumber(label)) {
      observer.labelled((int) label);
    }
    known.predictions().forEach(prediction -> countLabelled(prediction, label));
    images.put(id, known.withLabel(label, Math.max(atMs, nowMs)), stored);
  }

  /** Gives up what is too old, or too much. */
  public void advance(long nowMs) {
    images.giveUp(nowMs, this::countGivenUp);
  }

  boolean isFull() {
    return cells.isFull();
  }

  public void drain(Consumer<CellTally> each) {
    cells.drain(each);
  }

  /** What still holds of an image: an expired one may not have been dropped yet. */
  private HeldExample current(HeldExamples.Stored stored, long nowMs) {
    if (stored == null) {
      return HeldExample.UNKNOWN;
    }
    if (images.isExpired(stored.image(), nowMs)) {
      countGivenUp(stored.image());
      return HeldExample.UNKNOWN;
    }
    return stored.image();
  }

  private void countGivenUp(HeldExample image) {
    if (!image.hasLabel()) {
      image.predictions().forEach(this::countUnmatched);
    } else if (image.predictions().isEmpty()) {
      Cell lateLabels = Cell.ofLateLabels(config.pipeline().model());
      cells.count(lateLabels, Tally::countLateLabel);
      figures.count(Event.LATE_LABEL);
    }
  }

  private void countUnmatched(HeldPrediction prediction) {
    cells.count(cell(prediction), Tally::countUnlabelled);
    figures.count(Event.UNMATCHED);
  }

  /** A class counts as that number where one was predicted; a number is none of the classes. */
  private void countLabelled(HeldPrediction prediction, long label) {
    long predicted = prediction.predicted();
    if (Answer.isNumber(predicted)) {
      figures.count(Event.JOINED);
      double target = Answer.number(label);
      double number = Answer.number(predicted);
      cells.count(cell(prediction), t -> t.countNumber(target, number));
      observer.erred(prediction.model(), Math.abs(number - target));
    } else if (Answer.isNumber(label)) {
      countUnmatched(prediction);
    } else {
      figures.count(Event.JOINED);
      cells.count(
          cell(prediction),
          t -> t.countLabelled((int) label, (int) predicted, prediction.confidence()));
      observer.judged(prediction.model(), predicted != label);
    }
  }

  private Cell cell(HeldPrediction prediction) {
    return new Cell(
        prediction.model(), prediction.version(), config.windowStart(prediction.scoredAtMs()));
  }
}
