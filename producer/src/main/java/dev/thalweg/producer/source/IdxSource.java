package dev.thalweg.producer.source;

import dev.thalweg.schemas.ExampleFormat;
import dev.thalweg.schemas.UserException;
import dev.thalweg.schemas.avro.Datatype;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;

/**
 * The examples and labels of one pair of IDX files, held in memory. Values of uint8 are streamed as
 * they are; those of every other type as float32, rounded to the nearest where they are longer.
 */
public final class IdxSource implements ExampleSource {
  private final String name;
  private final String description;
  private final List<String> notes;
  private final ExampleFormat format;
  private final IdxFile examples;
  private final IdxLabels labels;

  private IdxSource(boolean mnist, Split split, IdxFile examples, IdxLabels labels) {
    this.format = format(examples);
    this.examples = examples;
    this.labels = labels;
    this.name = mnist ? "mnist" : "idx";
    Path directory = examples.path().toAbsolutePath().normalize().getParent();
    this.description =
        mnist
            ? "MNIST %s images from %s (SHA-256 verified)".formatted(split.adjective(), directory)
            : "%s examples from %s (IDX files, not MNIST by their SHA-256)"
                .formatted(split.adjective(), directory);
    this.notes = labels.notes();
  }

  /**
   * Reads both files and checks that they belong together. They are called MNIST when the SHA-256
   * of both contents says so.
   *
   * @throws UserException when a file can't be read, is not in the format or is damaged, the counts
   *     differ, a label is no class, or a value is not finite as float32
   */
  public static IdxSource load(Path examplesFile, Path labelsFile, Split split) {
    IdxFile examples = IdxFile.examples(examplesFile);
    IdxFile labels = IdxFile.labels(labelsFile);
    if (labels.count() != examples.count()) {
      throw new UserException(
          "%s holds %d examples, but %s holds %d labels: give two files that belong together."
              .formatted(examplesFile, examples.count(), labelsFile, labels.count()));
    }
    boolean mnist =
        MnistFile.images(split).isContent(examples.sha256())
            && MnistFile.labels(split).isContent(labels.sha256());
    IdxSource source = new IdxSource(mnist, split, examples, IdxLabels.of(labels));
    source.requireFinite();
    return source;
  }

  private static ExampleFormat format(IdxFile examples) {
    try {
      return new ExampleFormat(examples.shape(), examples.type().datatype());
    } catch (UserException e) {
      throw new UserException(
          "%s can't be streamed. %s".formatted(examples.path(), e.getMessage()), e);
    }
  }

  private void requireFinite() {
    if (examples.type().isInteger()) {
      return;
    }
    ByteBuffer values = ByteBuffer.wrap(examples.values());
    int size = format.size();
    for (int i = 0; i < examples.count() * size; i++) {
      double value = examples.type().value(values, i);
      if (!Float.isFinite((float) value)) {
        throw new UserException(
            "%s has the value %s in example %d, which is no finite float32: leave it out or mend it."
                .formatted(examples.path(), value, i / size));
      }
    }
  }

  /** Whether both files are MNIST's, by the SHA-256 of their contents. */
  public boolean isMnist() {
    return name.equals("mnist");
  }

  /** Sentences for people on how the files were read; empty when there is nothing to say. */
  List<String> notes() {
    return notes;
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public String description() {
    return description;
  }

  @Override
  public ExampleFormat format() {
    return format;
  }

  @Override
  public int classes() {
    return labels.classes();
  }

  @Override
  public long size() {
    return examples.count();
  }

  @Override
  public LabelledExample at(long index) {
    int i = (int) Objects.checkIndex(index, size());
    return new LabelledExample(data(i), labels.at(i));
  }

  private byte[] data(int index) {
    int size = format.size();
    if (format.datatype() == Datatype.UINT8) {
      return Arrays.copyOfRange(examples.values(), index * size, (index + 1) * size);
    }
    ByteBuffer values = ByteBuffer.wrap(examples.values());
    ByteBuffer data = ByteBuffer.allocate(format.bytes()).order(ByteOrder.LITTLE_ENDIAN);
    for (int i = 0; i < size; i++) {
      data.putFloat((float) examples.type().value(values, index * size + i));
    }
    return data.array();
  }
}
