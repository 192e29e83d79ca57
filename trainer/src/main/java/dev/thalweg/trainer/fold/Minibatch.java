package dev.thalweg.trainer.fold;

import dev.thalweg.model.Learner;
import dev.thalweg.model.network.Datatype;
import dev.thalweg.schemas.ExampleFormat;
import dev.thalweg.schemas.UnreadableRecordException;
import dev.thalweg.schemas.avro.Sample;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** The minibatch that is being filled: inputs, labels and weights as the learner takes them. */
final class Minibatch {
  private final ExampleFormat format;
  private final Datatype datatype;
  private final int classes;
  private final boolean takesMissing;
  private final float[] inputs;
  private final int[] labels;
  private final float[] weights;
  private final List<Entry> entries;

  /** A sample's record as it stands in the log, for dead-letters. */
  @SuppressWarnings("ArrayRecordComponent") // carries bytes through; never compared
  record Entry(long offset, byte[] key, byte[] value) {}

  Minibatch(LearnerConfig config) {
    int size = config.hyperparameters().batchSize();
    this.format = config.format();
    this.datatype = config.datatype();
    this.classes = config.architecture().classes();
    this.takesMissing = config.architecture().isStandardized();
    this.inputs = new float[size * format.size()];
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
    if (!format.is(sample.getShape(), sample.getDatatype())) {
      throw new UnreadableRecordException(
          "The sample is %s, the model takes %s."
              .formatted(ExampleFormat.text(sample.getShape(), sample.getDatatype()), format));
    }
    if (!(sample.getTarget() instanceof Integer label)) {
      throw new UnreadableRecordException(
          "The target is the number %s, but the model learns classes, 0 to %d."
              .formatted(sample.getTarget(), classes - 1));
    }
    if (label < 0 || label >= classes) {
      throw new UnreadableRecordException(
          "The label is %d, the model's classes are 0 to %d.".formatted(label, classes - 1));
    }
    add(sample.getData(), label, sample.getWeight(), entry);
  }

  /** Adds what is of the model's shape and classes. */
  private void add(ByteBuffer data, int label, float weight, Entry entry)
      throws UnreadableRecordException {
    if (data.remaining() != format.bytes()) {
      throw new UnreadableRecordException(
          "The sample has %d bytes, its shape and datatype (%s) say %d."
              .formatted(data.remaining(), format, format.bytes()));
    }
    if (!(weight >= 0 && weight <= Learner.WEIGHT_MAX)) {
      throw new UnreadableRecordException(
          "The sample's weight is %s; it must be from 0 to %.0f."
              .formatted(weight, Learner.WEIGHT_MAX));
    }
    int at = entries.size();
    try {
      datatype.numbers(data, inputs, at * format.size(), takesMissing);
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

  /**
   * How many of its samples have the label of the one before them.
   *
   * @param before the label of the sample before the first; -1 for none
   */
  int unchanged(int before) {
    int unchanged = 0;
    int last = before;
    for (int i = 0; i < entries.size(); i++) {
      unchanged += labels[i] == last ? 1 : 0;
      last = labels[i];
    }
    return unchanged;
  }

  /** The label of its last sample; there is one. */
  int lastLabel() {
    return labels[entries.size() - 1];
  }

  List<Entry> entries() {
    return entries;
  }

  void clear() {
    entries.clear();
  }
}
