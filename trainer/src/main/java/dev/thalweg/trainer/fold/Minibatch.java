package dev.thalweg.trainer.fold;

import dev.thalweg.model.InputBuffer;
import dev.thalweg.model.Learner;
import dev.thalweg.model.Step;
import dev.thalweg.schemas.ExampleFormat;
import dev.thalweg.schemas.UnreadableRecordException;
import dev.thalweg.schemas.avro.ErrorSums;
import dev.thalweg.schemas.avro.Sample;
import dev.thalweg.schemas.avro.TrainingProgress;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** The minibatch that is being filled: examples, targets and weights as the learner takes them. */
final class Minibatch {
  private final ExampleFormat format;
  private final int bytes;
  private final int classes;
  private final boolean isRegression;
  private final boolean takesMissing;
  private final InputBuffer examples;
  private final double[] targets;
  private final float[] weights;
  private final List<Entry> entries;

  /** A sample's record as it stands in the log, for dead-letters. */
  @SuppressWarnings("ArrayRecordComponent") // carries bytes through; never compared
  record Entry(long offset, byte[] key, byte[] value) {}

  Minibatch(LearnerConfig config) {
    int size = config.hyperparameters().batchSize();
    this.format = config.format();
    this.bytes = format.bytes();
    this.classes = config.architecture().classes();
    this.isRegression = config.architecture().isRegression();
    this.takesMissing = config.architecture().isStandardized();
    this.examples = new InputBuffer(config.datatype(), size, format.size());
    this.targets = new double[size];
    this.weights = new float[size];
    this.entries = new ArrayList<>(size);
  }

  /**
   * Adds a sample, or refuses it by its own content alone.
   *
   * @throws UnreadableRecordException when it is not of the model's shape, datatype or classes, or
   *     holds a number that can't be; nothing is added
   */
  void add(Sample sample, Entry entry) throws UnreadableRecordException {
    if (!format.is(sample.getShape(), sample.getDatatype())) {
      throw new UnreadableRecordException(
          "The sample is %s, the model takes %s."
              .formatted(ExampleFormat.text(sample.getShape(), sample.getDatatype()), format));
    }
    double target = isRegression ? number(sample.getTarget()) : label(sample.getTarget());
    add(sample.getData(), target, sample.getWeight(), entry);
  }

  private int label(Object target) throws UnreadableRecordException {
    if (!(target instanceof Integer label)) {
      throw new UnreadableRecordException(
          "The target is the number %s, but the model learns classes, 0 to %d."
              .formatted(target, classes - 1));
    }
    if (label < 0 || label >= classes) {
      throw new UnreadableRecordException(
          "The label is %d, the model's classes are 0 to %d.".formatted(label, classes - 1));
    }
    return label;
  }

  private static double number(Object target) throws UnreadableRecordException {
    double number = ((Number) target).doubleValue();
    if (!(Math.abs(number) <= Learner.TARGET_MAX)) {
      throw new UnreadableRecordException(
          "The target is %s; it must be a number of a magnitude of at most %s."
              .formatted(number, Learner.TARGET_MAX));
    }
    return number;
  }

  /** Adds what is of the model's shape and classes. */
  private void add(ByteBuffer data, double target, float weight, Entry entry)
      throws UnreadableRecordException {
    if (data.remaining() != bytes) {
      throw new UnreadableRecordException(
          "The sample has %d bytes, its shape and datatype (%s) say %d."
              .formatted(data.remaining(), format, bytes));
    }
    if (!(weight >= 0 && weight <= Learner.WEIGHT_MAX)) {
      throw new UnreadableRecordException(
          "The sample's weight is %s; it must be from 0 to %.0f."
              .formatted(weight, Learner.WEIGHT_MAX));
    }
    int at = entries.size();
    try {
      examples.put(at, data, takesMissing);
    } catch (IllegalArgumentException e) {
      throw new UnreadableRecordException(e.getMessage(), e);
    }
    targets[at] = target;
    weights[at] = weight;
    entries.add(entry);
  }

  boolean isFull() {
    return entries.size() == targets.length;
  }

  boolean isEmpty() {
    return entries.isEmpty();
  }

  /** Learns it; it is full. */
  Step learn(Learner learner) {
    return learner.step(examples, targets, weights);
  }

  /** Gives it to those that later steps draw from; it is full. */
  void remember(Learner learner) {
    learner.remember(examples, targets, weights);
  }

  /**
   * Tells of a full minibatch what it has held, and how far off the step was before it.
   *
   * @param before the target of the sample before the first; NaN for none
   */
  void tell(TrainingProgress.Builder progress, Step step, double before) {
    if (isRegression) {
      progress
          .setErrors(errors(step))
          .setUnchangedError(unchangedError(before))
          .setClassCounts(List.of());
    } else {
      progress.setUnchanged(unchanged(before)).setClassCounts(classCounts());
    }
  }

  private List<Integer> classCounts() {
    int[] counts = new int[classes];
    for (double label : targets) {
      counts[(int) label]++;
    }
    return Arrays.stream(counts).boxed().toList();
  }

  private int unchanged(double before) {
    int unchanged = 0;
    double last = before;
    for (double label : targets) {
      unchanged += label == last ? 1 : 0;
      last = label;
    }
    return unchanged;
  }

  private ErrorSums errors(Step step) {
    double sum = 0;
    for (double target : targets) {
      sum += target;
    }
    double mean = sum / targets.length;
    double squares = 0;
    for (double target : targets) {
      squares += (target - mean) * (target - mean);
    }
    return new ErrorSums(
        (long) targets.length, step.absoluteError(), step.squaredError(), mean, squares);
  }

  private double unchangedError(double before) {
    double sum = 0;
    double last = Double.isNaN(before) ? targets[0] : before;
    for (double target : targets) {
      sum += Math.abs(target - last);
      last = target;
    }
    return sum;
  }

  /** The target of its last sample; there is one. */
  double lastTarget() {
    return targets[entries.size() - 1];
  }

  List<Entry> entries() {
    return entries;
  }

  void clear() {
    entries.clear();
  }
}
