package dev.thalweg.trainer.fold;

import dev.thalweg.model.network.Architecture;
import dev.thalweg.schemas.UnreadableRecordException;
import dev.thalweg.schemas.avro.Sample;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** The minibatch that is being filled: pixels and labels as the learner takes them. */
final class Minibatch {
  private final Architecture architecture;
  private final byte[] pixels;
  private final int[] labels;
  private final List<Entry> entries;

  /** A sample's record as it stands in the log, for dead-letters. */
  @SuppressWarnings("ArrayRecordComponent") // carries bytes through; never compared
  record Entry(long offset, byte[] key, byte[] value) {}

  Minibatch(Architecture architecture, int size) {
    this.architecture = architecture;
    this.pixels = new byte[size * architecture.inputs()];
    this.labels = new int[size];
    this.entries = new ArrayList<>(size);
  }

  /**
   * Adds a sample, or refuses it by its own content alone.
   *
   * @throws UnreadableRecordException when it is not of the model's size or classes; nothing is
   *     added
   */
  void add(Sample sample, Entry entry) throws UnreadableRecordException {
    int inputs = architecture.inputs();
    if (sample.getHeight() != architecture.height() || sample.getWidth() != architecture.width()) {
      throw new UnreadableRecordException(
          "The image is %dx%d, the model's are %dx%d."
              .formatted(
                  sample.getHeight(),
                  sample.getWidth(),
                  architecture.height(),
                  architecture.width()));
    }
    ByteBuffer image = sample.getPixels();
    if (image.remaining() != inputs) {
      throw new UnreadableRecordException(
          "The image has %d pixels, its size says %d.".formatted(image.remaining(), inputs));
    }
    int label = sample.getLabel();
    if (label < 0 || label >= architecture.classes()) {
      throw new UnreadableRecordException(
          "The label is %d, the model's classes are 0 to %d."
              .formatted(label, architecture.classes() - 1));
    }
    image.get(image.position(), pixels, entries.size() * inputs, inputs);
    labels[entries.size()] = label;
    entries.add(entry);
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
