package dev.thalweg.trainer.fold;

import dev.thalweg.model.network.Architecture;
import dev.thalweg.schemas.ExampleFormat;
import dev.thalweg.schemas.UnreadableRecordException;
import dev.thalweg.schemas.avro.Datatype;
import dev.thalweg.schemas.avro.Sample;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** The minibatch that is being filled: pixels and labels as the learner takes them. */
final class Minibatch {
  private final Architecture architecture;
  private final ExampleFormat format;
  private final byte[] pixels;
  private final int[] labels;
  private final List<Entry> entries;

  /** A sample's record as it stands in the log, for dead-letters. */
  @SuppressWarnings("ArrayRecordComponent") // carries bytes through; never compared
  record Entry(long offset, byte[] key, byte[] value) {}

  Minibatch(Architecture architecture, int size) {
    this.architecture = architecture;
    this.format =
        new ExampleFormat(List.of(architecture.height(), architecture.width()), Datatype.UINT8);
    this.pixels = new byte[size * architecture.inputs()];
    this.labels = new int[size];
    this.entries = new ArrayList<>(size);
  }

  /**
   * Adds a sample, or refuses it by its own content alone.
   *
   * @throws UnreadableRecordException when it is not of the model's shape, datatype or classes;
   *     nothing is added
   */
  void add(Sample sample, Entry entry) throws UnreadableRecordException {
    int inputs = architecture.inputs();
    if (!format.is(sample.getShape(), sample.getDatatype())) {
      throw new UnreadableRecordException(
          "The sample is %s, the model takes %s."
              .formatted(ExampleFormat.text(sample.getShape(), sample.getDatatype()), format));
    }
    ByteBuffer data = sample.getData();
    if (data.remaining() != format.bytes()) {
      throw new UnreadableRecordException(
          "The sample has %d bytes, its shape and datatype (%s) say %d."
              .formatted(data.remaining(), format, format.bytes()));
    }
    int label = label(sample.getTarget());
    data.get(data.position(), pixels, entries.size() * inputs, inputs);
    labels[entries.size()] = label;
    entries.add(entry);
  }

  private int label(Object target) throws UnreadableRecordException {
    if (!(target instanceof Integer label)) {
      throw new UnreadableRecordException(
          "The target is the number %s, but the model learns classes, 0 to %d."
              .formatted(target, architecture.classes() - 1));
    }
    if (label < 0 || label >= architecture.classes()) {
      throw new UnreadableRecordException(
          "The label is %d, the model's classes are 0 to %d."
              .formatted(label, architecture.classes() - 1));
    }
    return label;
  }

  boolean isFull() {
    return entries.size() == labels.length;
  }

  boolean isEmpty() {
    return entries.isEmpty();
  }

  byte[] pixels() {
    return pixels;
  }

  int[] labels() {
    return labels;
  }

  /** How many of its samples have each label, by label. */
  List<Integer> classCounts() {
    int[] counts = new int[architecture.classes()];
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
