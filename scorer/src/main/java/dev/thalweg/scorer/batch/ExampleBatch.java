package dev.thalweg.scorer.batch;

import dev.thalweg.model.Classifier;
import dev.thalweg.model.network.Architecture;
import dev.thalweg.model.network.Datatype;
import dev.thalweg.model.network.Parameters;
import dev.thalweg.schemas.ExampleFormat;
import dev.thalweg.schemas.avro.Example;
import dev.thalweg.schemas.avro.Prediction;
import dev.thalweg.schemas.provenance.Provenance;
import dev.thalweg.snapshots.RefusedException;
import dev.thalweg.snapshots.ServedModel;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.AbstractList;
import java.util.List;
import java.util.Optional;
import java.util.RandomAccess;

/**
 * Examples of one format on their way through the network, and what it made of them. All its memory
 * is taken once; confined to one thread.
 */
final class ExampleBatch implements AutoCloseable {
  /** An id is in a prediction twice; this keeps every prediction below the topic's limit. */
  static final int ID_CHARS_MAX = 1_024;

  /** Bounds the memory that a very large example or a great many classes can ask for. */
  private static final long BYTES_MAX = 32 << 20;

  private final Architecture architecture;
  private final ExampleFormat format;
  private final Datatype datatype;
  private final int capacity;
  private final Classifier classifier;
  private final int exampleBytes;
  private final byte[] pixels;
  private final float[] numbers;
  private final float[] outputs;
  private final String[] ids;
  private final Instant[] sentAt;
  private final Provenance[] provenance;
  private int count;

  /**
   * @param maxBatch most examples; fewer if they would take more than 32 MB
   */
  ExampleBatch(ServedModel model, int maxBatch) {
    this.architecture = model.architecture();
    this.format = model.format();
    this.datatype = model.datatype();
    this.exampleBytes = format.bytes();
    long heldBytes = exampleBytes + 4L * architecture.classes();
    this.capacity = (int) Math.max(1, Math.min(maxBatch, BYTES_MAX / heldBytes));
    int values = capacity * architecture.inputs();
    this.pixels = new byte[isBytes() ? values : 0];
    this.numbers = new float[isBytes() ? 0 : values];
    this.outputs = new float[capacity * architecture.classes()];
    this.ids = new String[capacity];
    this.sentAt = new Instant[capacity];
    this.provenance = new Provenance[capacity];
    this.classifier = new Classifier(architecture, capacity);
  }

  boolean isFor(ServedModel model) {
    return architecture.equals(model.architecture()) && datatype == model.datatype();
  }

  int count() {
    return count;
  }

  boolean isFull() {
    return count == capacity;
  }

  /**
   * Copies an example in.
   *
   * @param from what its headers say of how it was made
   * @throws RefusedException when its shape or datatype is not the model's or its id is no id
   */
  void add(Example example, Optional<Provenance> from) throws RefusedException {
    check(example);
    ByteBuffer source = example.getData();
    int start = count * architecture.inputs();
    if (isBytes()) {
      source.get(source.position(), pixels, start, architecture.inputs());
    } else {
      readNumbers(source, start);
    }
    ids[count] = example.getId();
    sentAt[count] = example.getSentAt();
    provenance[count] = from.orElse(null);
    count++;
  }

  /** The classifier takes bytes as they are, which spares a pass over the numbers. */
  private boolean isBytes() {
    return datatype == Datatype.UINT8;
  }

  private void readNumbers(ByteBuffer source, int start) throws RefusedException {
    try {
      datatype.inputs(source, numbers, start, architecture.isStandardized());
    } catch (IllegalArgumentException e) {
      throw new RefusedException(e.getMessage());
    }
  }

  private void check(Example example) throws RefusedException {
    int length = example.getId().length();
    if (length == 0 || length > ID_CHARS_MAX) {
      throw new RefusedException(
          "The id has %d characters; give it 1 to %d.".formatted(length, ID_CHARS_MAX));
    }
    if (!format.is(example.getShape(), example.getDatatype())) {
      throw new RefusedException(
          "The example is %s and the model takes %s."
              .formatted(ExampleFormat.text(example.getShape(), example.getDatatype()), format));
    }
    if (example.getData().remaining() != exampleBytes) {
      throw new RefusedException(
          "The example has %d bytes, its shape and datatype (%s) say %d."
              .formatted(example.getData().remaining(), format, exampleBytes));
    }
  }

  /** Scores what was added. */
  void score(Parameters parameters) {
    if (isBytes()) {
      classifier.score(parameters, pixels, count, outputs);
    } else {
      classifier.score(parameters, numbers, count, outputs);
    }
  }

  String id(int i) {
    return ids[i];
  }

  /** What the example's headers said. */
  Optional<Provenance> provenance(int i) {
    return Optional.ofNullable(provenance[i]);
  }

  /** Writes what the network made of an example; valid until the next batch is scored. */
  void tell(int i, Prediction prediction) {
    prediction.setId(ids[i]);
    prediction.setSentAt(sentAt[i]);
    if (architecture.isRegression()) {
      prediction.setLabel(-1);
      prediction.setProbabilities(List.of());
      prediction.setValue((double) outputs[i]);
    } else {
      prediction.setLabel(label(i));
      prediction.setProbabilities(
          new Row(outputs, i * architecture.classes(), architecture.classes()));
      prediction.setValue(null);
    }
  }

  /** The most probable class; the lowest of equals. */
  int label(int i) {
    int start = i * architecture.classes();
    int label = 0;
    for (int c = 1; c < architecture.classes(); c++) {
      if (outputs[start + c] > outputs[start + label]) {
        label = c;
      }
    }
    return label;
  }

  /** Makes room for the next examples. */
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
