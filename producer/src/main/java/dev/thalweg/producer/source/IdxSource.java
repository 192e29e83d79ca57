package dev.thalweg.producer.source;

import dev.thalweg.schemas.UserException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Objects;

/** The images and labels of one pair of IDX files, held in memory. */
public final class IdxSource implements ExampleSource {
  private final String name;
  private final String description;
  private final IdxFile images;
  private final IdxFile labels;
  private final int classes;

  private IdxSource(String name, String description, IdxFile images, IdxFile labels) {
    this.name = name;
    this.description = description;
    this.images = images;
    this.labels = labels;
    this.classes = largest(labels.values()) + 1;
  }

  /**
   * Reads both files and checks that they belong together. They are called MNIST when the SHA-256
   * of both contents says so.
   *
   * @throws UserException when a file can't be read, is not in the format or is damaged, or the
   *     counts differ
   */
  public static IdxSource load(Path imagesFile, Path labelsFile, Split split) {
    IdxFile images = IdxFile.images(imagesFile);
    IdxFile labels = IdxFile.labels(labelsFile);
    int count = images.dimensions()[0];
    if (labels.dimensions()[0] != count) {
      throw new UserException(
          "%s holds %d images, but %s holds %d labels: give two files that belong together."
              .formatted(imagesFile, count, labelsFile, labels.dimensions()[0]));
    }
    boolean mnist =
        MnistFile.images(split).isContent(images.sha256())
            && MnistFile.labels(split).isContent(labels.sha256());
    Path directory = imagesFile.toAbsolutePath().normalize().getParent();
    String description =
        mnist
            ? "MNIST %s images from %s (SHA-256 verified)".formatted(split.adjective(), directory)
            : "%s images from %s (IDX files, not MNIST by their SHA-256)"
                .formatted(split.adjective(), directory);
    return new IdxSource(mnist ? "mnist" : "idx", description, images, labels);
  }

  private static int largest(byte[] labels) {
    int largest = 0;
    for (byte label : labels) {
      largest = Math.max(largest, Byte.toUnsignedInt(label));
    }
    return largest;
  }

  /** Whether both files are MNIST's, by the SHA-256 of their contents. */
  public boolean isMnist() {
    return name.equals("mnist");
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
  public int height() {
    return images.dimensions()[1];
  }

  @Override
  public int width() {
    return images.dimensions()[2];
  }

  @Override
  public int classes() {
    return classes;
  }

  @Override
  public long size() {
    return images.dimensions()[0];
  }

  @Override
  public LabelledExample at(long index) {
    int i = (int) Objects.checkIndex(index, size());
    int pixels = height() * width();
    return new LabelledExample(
        Arrays.copyOfRange(images.values(), i * pixels, (i + 1) * pixels),
        Byte.toUnsignedInt(labels.values()[i]));
  }
}
