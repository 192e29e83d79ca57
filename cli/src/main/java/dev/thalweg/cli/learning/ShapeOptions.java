package dev.thalweg.cli.learning;

import dev.thalweg.model.learning.Preset;
import dev.thalweg.model.network.Shape;
import dev.thalweg.schemas.UserException;
import picocli.CommandLine.Option;

/** The shape of the pipeline's examples and the number of their classes. */
public final class ShapeOptions {
  @Option(
      names = "--shape",
      paramLabel = "SHAPE",
      description =
          "Dimensions of an example: rows and columns of a picture, such as 28x28, and its channels,"
              + " such as 32x32x3, or just how many numbers, such as 6 (default: ${DEFAULT-VALUE}).")
  String shape = Preset.SHAPE_DEFAULT.text();

  @Option(
      names = "--classes",
      paramLabel = "N",
      description = "Labels are 0 to N - 1 (default: ${DEFAULT-VALUE}).")
  int classes = Preset.CLASSES_DEFAULT;

  /**
   * The shape of an example.
   *
   * @throws UserException when the text is not a shape
   */
  public Shape shape() {
    try {
      return Shape.parse(shape);
    } catch (IllegalArgumentException e) {
      throw new UserException("--shape: " + e.getMessage(), e);
    }
  }

  /** The number of classes. */
  public int classes() {
    return classes;
  }
}
