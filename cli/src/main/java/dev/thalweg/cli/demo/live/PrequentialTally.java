package dev.thalweg.cli.demo.live;

import dev.thalweg.monitor.score.Kappa;
import dev.thalweg.monitor.score.NumberErrors;
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

  private final NumberErrors errors = new NumberErrors();
  private long numbers;
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
      errors.add(NumberErrors.of(progress.getErrors()));
      numbers += Math.max(0, progress.getErrors().getCounted());
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

  Prequential figures() {
    boolean isOfClasses = numbers == 0 && samples > 0;
    return new Prequential(
        isOfClasses ? (double) correct / samples : Double.NaN,
        isOfClasses && followed > 0 ? (double) unchanged / followed : Double.NaN,
        isOfClasses ? kappa() : Double.NaN,
        errors.meanAbsolute(),
        errors.rootMeanSquare(),
        errors.r2(),
        unchangedError / numbers); // 0 / 0 is NaN
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
    return Kappa.of(samples, correct, labels, predictions, agreement);
  }
}
