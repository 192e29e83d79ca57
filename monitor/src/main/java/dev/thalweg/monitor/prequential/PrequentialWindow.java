package dev.thalweg.monitor.prequential;

import dev.thalweg.monitor.score.Kappa;
import dev.thalweg.monitor.score.NumberErrors;
import dev.thalweg.schemas.avro.TrainingProgress;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Accuracy over a sliding window of the last minibatches that have {@value #SAMPLES} samples
 * between them, and what it has to be held against: chance (Cohen's kappa), and the classifier that
 * repeats the last label, which labels that follow one another flatter. Each is NaN where it is not
 * known.
 *
 * <p>Source: A. Bifet, J. Read, I. Zliobaite, B. Pfahringer, G. Holmes: Pitfalls in benchmarking
 * data stream classification and how to avoid them, ECML PKDD 2013.
 */
public final class PrequentialWindow {
  /** As the field's tools have it by default. */
  public static final int SAMPLES = 1_000;

  /** Anybody may write of any number of classes. */
  private static final int CLASSES_MAX = 65_536;

  private final Deque<Minibatch> minibatches = new ArrayDeque<>();
  private final Map<Integer, Long> labelled = new HashMap<>();
  private final Map<Integer, Long> predicted = new HashMap<>();
  private long samples;
  private long correct;

  /** Samples whose label is counted, and those of them that repeat the label before. */
  private long followed;

  private long unchanged;

  /** A minibatch; its counts without classes that have none. */
  private record Minibatch(
      int size,
      int correct,
      Map<Integer, Integer> labelled,
      Map<Integer, Integer> predicted,
      int unchanged,
      NumberErrors errors,
      double unchangedError) {}

  /** Takes the next minibatch of a stream; one that can't be is passed over. */
  public void add(TrainingProgress progress) {
    int size = progress.getBatchSize();
    if (size <= 0
        || progress.getCorrect() < 0
        || progress.getCorrect() > size
        || progress.getUnchanged() > size
        || progress.getClassCounts().size() > CLASSES_MAX
        || progress.getPredictedCounts().size() > CLASSES_MAX) {
      return;
    }
    Minibatch minibatch =
        new Minibatch(
            size,
            progress.getCorrect(),
            counts(progress.getClassCounts()),
            counts(progress.getPredictedCounts()),
            progress.getUnchanged(),
            NumberErrors.of(progress.getErrors()),
            progress.getUnchangedError() == null ? Double.NaN : progress.getUnchangedError());
    minibatches.add(minibatch);
    count(minibatch, 1);
    while (samples - minibatches.getFirst().size() >= SAMPLES) {
      count(minibatches.remove(), -1);
    }
  }

  private static Map<Integer, Integer> counts(List<Integer> byLabel) {
    Map<Integer, Integer> counts = new HashMap<>();
    for (int label = 0; label < byLabel.size(); label++) {
      if (byLabel.get(label) > 0) {
        counts.put(label, byLabel.get(label));
      }
    }
    return counts;
  }

  private void count(Minibatch minibatch, int sign) {
    samples += (long) sign * minibatch.size();
    correct += (long) sign * minibatch.correct();
    minibatch
        .labelled()
        .forEach(
            (label, many) -> labelled.merge(label, (long) sign * many, PrequentialWindow::sum));
    minibatch
        .predicted()
        .forEach(
            (label, many) -> predicted.merge(label, (long) sign * many, PrequentialWindow::sum));
    if (minibatch.unchanged() >= 0) {
      followed += (long) sign * minibatch.size();
      unchanged += (long) sign * minibatch.unchanged();
    }
  }

  /** Null, which removes the class, where nothing is left. */
  private static Long sum(Long before, Long more) {
    return before + more == 0 ? null : Long.valueOf(before + more);
  }

  /** How far numbers were off before they were learned; none of classes. */
  public NumberErrors errors() {
    NumberErrors all = new NumberErrors();
    minibatches.forEach(minibatch -> all.add(minibatch.errors()));
    return all;
  }

  /** The mean absolute error of who says the last target again; NaN of classes. */
  public double noChangeError() {
    return minibatches.stream().mapToDouble(Minibatch::unchangedError).sum() / samples;
  }

  /** Share of the samples that were right before they were learned. */
  public double accuracy() {
    return samples == 0 ? Double.NaN : (double) correct / samples;
  }

  /**
   * Cohen's kappa: 0 for what guessing with the same shares of classes gets right, 1 for all; below
   * 0 for less than guessing.
   */
  public double kappa() {
    return Kappa.of(
        samples,
        correct,
        labelled.values().stream().mapToLong(many -> many).sum(),
        predicted.values().stream().mapToLong(many -> many).sum(),
        labelled.entrySet().stream()
            .mapToDouble(one -> (double) one.getValue() * predicted.getOrDefault(one.getKey(), 0L))
            .sum());
  }

  /** Share that the classifier would get right which says the last label again. */
  public double noChange() {
    return followed == 0 ? Double.NaN : (double) unchanged / followed;
  }

  /** The temporal kappa: 0 for what {@link #noChange} gets right, 1 for all. */
  public double temporalKappa() {
    double baseline = noChange();
    return baseline < 1 ? (accuracy() - baseline) / (1 - baseline) : Double.NaN;
  }
}
