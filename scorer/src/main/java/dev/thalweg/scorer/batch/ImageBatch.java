package dev.thalweg.scorer.batch;

import dev.thalweg.model.Classifier;
import dev.thalweg.model.network.Architecture;
import dev.thalweg.model.network.Parameters;
import dev.thalweg.schemas.avro.Image;
import dev.thalweg.snapshots.RefusedException;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.AbstractList;
import java.util.List;
import java.util.RandomAccess;

/**
 * Images of one size on their way through the network, and what it made of them. All its memory is
 * taken once; confined to one thread.
 */
final class ImageBatch implements AutoCloseable {
  /** An id is in a prediction twice; this keeps every prediction below the topic's limit. */
  static final int ID_CHARS_MAX = 1_024;

  /** Bounds the memory that a very large image or a great many classes can ask for. */
  private static final long BYTES_MAX = 32 << 20;

  private final Architecture architecture;
  private final int capacity;
  private final Classifier classifier;
  private final byte[] pixels;
  private final float[] probabilities;
  private final String[] ids;
  private final Instant[] sentAt;
  private int count;

  /**
   * @param maxBatch most images; fewer if they would take more than 32 MB
   */
  ImageBatch(Architecture architecture, int maxBatch) {
    this.architecture = architecture;
    long imageBytes = architecture.inputs() + 4L * architecture.classes();
    this.capacity = (int) Math.max(1, Math.min(maxBatch, BYTES_MAX / imageBytes));
    this.pixels = new byte[capacity * architecture.inputs()];
    this.probabilities = new float[capacity * architecture.classes()];
    this.ids = new String[capacity];
    this.sentAt = new Instant[capacity];
    this.classifier = new Classifier(architecture, capacity);
  }

  boolean isFor(Architecture other) {
    return architecture.equals(other);
  }

  int count() {
    return count;
  }

  boolean isFull() {
    return count == capacity;
  }

  /**
   * Copies an image in.
   *
   * @throws RefusedException when its size is not the model's or its id is not valid
   */
  void add(Image image) throws RefusedException {
    check(image);
    ByteBuffer source = image.getPixels();
    source.get(source.position(), pixels, count * architecture.inputs(), architecture.inputs());
    ids[count] = image.getId();
    sentAt[count] = image.getSentAt();
    count++;
  }

  private void check(Image image) throws RefusedException {
    int length = image.getId().length();
    if (length == 0 || length > ID_CHARS_MAX) {
      throw new RefusedException(
          "The id has %d characters; give it 1 to %d.".formatted(length, ID_CHARS_MAX));
    }
    if (image.getHeight() != architecture.shape().height()
        || image.getWidth() != architecture.shape().width()) {
      throw new RefusedException(
          "The image is %dx%d and the model takes %dx%d."
              .formatted(
                  image.getHeight(),
                  image.getWidth(),
                  architecture.shape().height(),
                  architecture.shape().width()));
    }
    if (image.getPixels().remaining() != architecture.inputs()) {
      throw new RefusedException(
          "The image has %d pixels and says that it is %dx%d."
              .formatted(image.getPixels().remaining(), image.getHeight(), image.getWidth()));
    }
  }

  /** Scores what was added. */
  void score(Parameters parameters) {
    classifier.score(parameters, pixels, count, probabilities);
  }

  String id(int i) {
    return ids[i];
  }

  Instant sentAt(int i) {
    return sentAt[i];
  }

  /** The most probable class; the lowest of equals. */
  int label(int i) {
    int start = i * architecture.classes();
    int label = 0;
    for (int c = 1; c < architecture.classes(); c++) {
      if (probabilities[start + c] > probabilities[start + label]) {
        label = c;
      }
    }
    return label;
  }

  /** One value for each class; valid until the next batch is scored. */
  List<Float> probabilities(int i) {
    return new Row(probabilities, i * architecture.classes(), architecture.classes());
  }

  /** Makes room for the next images. */
  void clear() {
    count = 0;
  }

  /** Frees the native memory, at once. */
  @Override
  public void close() {
    classifier.close();
  }

  /** A part of an array as the list that Avro asks for, without a copy. */
  private static final class Row extends AbstractList<Float> implements RandomAccess {
    private final float[] values;
    private final int start;
    private final int size;

    Row(float[] values, int start, int size) {
      this.values = values;
      this.start = start;
      this.size = size;
    }

    @Override
    public Float get(int index) {
      return values[start + index];
    }

    @Override
    public int size() {
      return size;
    }
  }
}
