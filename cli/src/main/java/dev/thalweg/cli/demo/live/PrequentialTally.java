package dev.thalweg.cli.demo.live;

import dev.thalweg.monitor.prequential.PrequentialWindow;
import dev.thalweg.schemas.avro.ErrorSums;
import dev.thalweg.schemas.avro.TrainingProgress;
import java.util.List;

/** Adds up minibatches over a whole stream, in constant memory. Belongs to one thread. */
final class PrequentialTally {
  /** Anybody may write of any number of classes. */
  private static final int CLASSES_MAX = 65_536;

  private long samples;
  private long correct;
  private long followed;
  private long unchanged;
  private long[] labelled = {};
  private long[] predicted = {};

  private long numbers;
  private double absolute;
  private double squared;
  private double targetMean;
  private double targetSquares;
  private double unchangedError;

  void add(TrainingProgress progress) {
    if (progress.getClassCounts().size() > CLASSES_MAX
        || progress.getPredictedCounts().size() > CLASSES_MAX) {
      return;
    }
    samples += progress.getBatchSize();
    correct += progress.getCorrect();
    labelled = sum(labelled, progress.getClassCounts());
    predicted = sum(predicted, progress.getPredictedCounts());
    if (progress.getUnchanged() >= 0) {
      followed += progress.getBatchSize();
      unchanged += progress.getUnchanged();
    }
    if (progress.getErrors() != null) {
      add(progress.getErrors());
      unchangedError += progress.getUnchangedError() == null ? 0 : progress.getUnchangedError();
    }
  }

  private static long[] sum(long[] sums, List<Integer> more) {
    long[] longer = more.size() > sums.length ? new long[more.size()] : sums;
    if (longer != sums) {
      System.arraycopy(sums, 0, longer, 0, sums.length);
    }
    for (int i = 0; i < more.size(); i++) {
      longer[i] += more.get(i);
    }
    return longer;
  }

  /** Means and squares by the rule of Chan, Golub and LeVeque (1979). */
  private void add(ErrorSums errors) {
    if (errors.getCounted() == 0) {
      return;
    }
    double share = (double) errors.getCounted() / (numbers + errors.getCounted());
    double difference = errors.getTargetMean() - targetMean;
    targetSquares += errors.getTargetSquares() + difference * difference * numbers * share;
    targetMean += difference * share;
    numbers += errors.getCounted();
    absolute += errors.getAbsolute();
    squared += errors.getSquared();
  }

  Prequential figures() {
    boolean isOfClasses = numbers == 0 && samples > 0;
    return new Prequential(
        isOfClasses ? (double) correct / samples : Double.NaN,
        isOfClasses && followed > 0 ? (double) unchanged / followed : Double.NaN,
        isOfClasses ? kappa() : Double.NaN,
        absolute / numbers, // 0 / 0 is NaN
        Math.sqrt(squared / numbers),
        numbers > 0 && targetSquares > 0 ? 1 - squared / targetSquares : Double.NaN,
        unchangedError / numbers);
  }

  private double kappa() {
    long labels = 0;
    long predictions = 0;
    double agreement = 0;
    for (int i = 0; i < labelled.length; i++) {
      labels += labelled[i];
      agreement += i < predicted.length ? (double) labelled[i] * predicted[i] : 0;
    }
    for (long many : predicted) {
      predictions += many;
    }
    return PrequentialWindow.kappa(samples, correct, labels, predictions, agreement);
  }
}
