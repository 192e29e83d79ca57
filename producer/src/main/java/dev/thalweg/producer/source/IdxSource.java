package dev.thalweg.producer.source;

import dev.thalweg.schemas.ExampleFormat;
import dev.thalweg.schemas.UserException;
import dev.thalweg.schemas.avro.Datatype;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The examples and labels of one pair of IDX files, held in memory. Values of uint8 are streamed as
 * they are; those of every other type as float32, rounded to the nearest where they are longer.
 */
public final class IdxSource implements ExampleSource {
  /** Not in the middle of a word. */
  private static final Pattern EMNIST =
      Pattern.compile("(?<!\\p{L})emnist", Pattern.CASE_INSENSITIVE);

  /** So many folders above a file may name its data set: EMNIST/raw/NAME/NAME. */
  private static final int EMNIST_FOLDERS = 3;

  private final String name;
  private final String description;
  private final List<String> notes;
  private final ExampleFormat format;
  private final IdxFile examples;
  private final IdxLabels labels;

  private IdxSource(
      boolean mnist, boolean transpose, Split split, IdxFile examples, IdxLabels labels) {
    this.format = format(examples);
    this.examples = examples;
    this.labels = labels;
    this.name = mnist ? "mnist" : "idx";
    Path directory = examples.path().toAbsolutePath().normalize().getParent();
    this.description =
        mnist
            ? "MNIST %s images from %s (SHA-256 verified)".formatted(split.adjective(), directory)
            : "%s examples from %s (IDX files, %s)"
                .formatted(
                    split.adjective(),
                    directory,
                    transpose ? "transposed" : "not MNIST by their SHA-256");
    List<String> said = new ArrayList<>(labels.notes());
    if (!mnist && !transpose && examples.dimensions().length > 2) {
      emnistWarning(examples.path()).ifPresent(said::add);
    }
    this.notes = List.copyOf(said);
  }

  /**
   * Reads both files and checks that they belong together. They are called MNIST when the SHA-256
   * of both contents says so.
   *
   * @throws UserException when a file can't be read, is not in the format or is damaged, the counts
   *     differ, a label is no class, or a value is not finite as float32
   */
  public static IdxSource load(Path examplesFile, Path labelsFile, Split split) {
    return load(examplesFile, labelsFile, split, false);
  }

  /**
   * The same, with the rows and columns of each example exchanged where that is asked for. What is
   * transposed is never called MNIST.
   */
  static IdxSource load(Path examplesFile, Path labelsFile, Split split, boolean transpose) {
    IdxFile examples = IdxFile.examples(examplesFile);
    IdxFile labels = IdxFile.labels(labelsFile);
    if (labels.count() != examples.count()) {
      throw new UserException(
          "%s holds %d examples, but %s holds %d labels: give two files that belong together."
              .formatted(examplesFile, examples.count(), labelsFile, labels.count()));
    }
    boolean mnist =
        !transpose
            && MnistFile.images(split).isContent(examples.sha256())
            && MnistFile.labels(split).isContent(labels.sha256());
    IdxFile upright = transpose ? examples.transposed() : examples;
    IdxSource source = new IdxSource(mnist, transpose, split, upright, IdxLabels.of(labels));
    source.requireFinite();
    return source;
  }

  /** EMNIST stores its images with rows and columns exchanged; MNIST and most others don't. */
  private static Optional<String> emnistWarning(Path file) {
    Path path = file.toAbsolutePath().normalize();
    int count = path.getNameCount();
    Path named = path.subpath(Math.max(0, count - 1 - EMNIST_FOLDERS), count);
    return EMNIST.matcher(named.toString()).find()
        ? Optional.of(
            "%s seems to be EMNIST's, whose images are stored transposed: give --transpose, or a"
                    .formatted(path)
                + " model trained on them misreads upright ones.")
        : Optional.empty();
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
