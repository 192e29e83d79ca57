package dev.thalweg.trainer.fold;

import dev.thalweg.model.Learner;
import dev.thalweg.model.network.Datatype;
import dev.thalweg.model.network.Shape;
import dev.thalweg.schemas.UnreadableRecordException;
import dev.thalweg.schemas.avro.Sample;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** The minibatch that is being filled: inputs, labels and weights as the learner takes them. */
final class Minibatch {
  private final Shape shape;
  private final Datatype datatype;
  private final int classes;
  private final float[] inputs;
  private final int[] labels;
  private final float[] weights;
  private final List<Entry> entries;

  /** A sample's record as it stands in the log, for dead-letters. */
  @SuppressWarnings("ArrayRecordComponent") // carries bytes through; never compared
  record Entry(long offset, byte[] key, byte[] value) {}

  Minibatch(LearnerConfig config) {
    int size = config.hyperparameters().batchSize();
    this.shape = config.architecture().shape();
    this.datatype = config.datatype();
    this.classes = config.architecture().classes();
    this.inputs = new float[size * shape.size()];
    this.labels = new int[size];
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
    if (!shape.dimensions().equals(List.of(sample.getHeight(), sample.getWidth()))) {
      throw new UnreadableRecordException(
          "The image is %dx%d, the model's are %s."
              .formatted(sample.getHeight(), sample.getWidth(), shape.text()));
    }
    int label = sample.getLabel();
    if (label < 0 || label >= classes) {
      throw new UnreadableRecordException(
          "The label is %d, the model's classes are 0 to %d.".formatted(label, classes - 1));
    }
    add(sample.getPixels(), label, 1, entry);
  }

  /** Adds what is of the model's shape and classes. */
  private void add(ByteBuffer data, int label, float weight, Entry entry)
      throws UnreadableRecordException {
    int bytes = shape.size() * datatype.bytes();
    if (data.remaining() != bytes) {
      throw new UnreadableRecordException(
          "The sample has %d bytes, its shape and datatype say %d."
              .formatted(data.remaining(), bytes));
    }
    if (!(weight >= 0 && weight <= Learner.WEIGHT_MAX)) {
      throw new UnreadableRecordException(
          "The sample's weight is %s; it must be from 0 to %.0f."
              .formatted(weight, Learner.WEIGHT_MAX));
    }
    int at = entries.size();
    try {
      datatype.numbers(data, inputs, at * shape.size());
    } catch (IllegalArgumentException e) {
      throw new UnreadableRecordException(e.getMessage(), e);
    }
    labels[at] = label;
    weights[at] = weight;
    entries.add(entry);
  }

  boolean isFull() {
    return entries.size() == labels.length;
  }

  boolean isEmpty() {
    return entries.isEmpty();
  }

  float[] inputs() {
    return inputs;
  }

  int[] labels() {
    return labels;
  }

  float[] weights() {
    return weights;
  }

  /** How many of its samples have each label, by label. */
  List<Integer> classCounts() {
    int[] counts = new int[classes];
    for (int i = 0; i < entries.size(); i++) {
      counts[labels[i]]++;
    }
    return Arrays.stream(counts).boxed().toList();
  }

  List<Entry> entries() {
    return entries;
  }

  void clear() {
    entries.clear();
  }
}
