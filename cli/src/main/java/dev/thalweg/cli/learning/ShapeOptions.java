package dev.thalweg.cli.learning;

import dev.thalweg.model.network.Shape;
import dev.thalweg.schemas.UserException;
import picocli.CommandLine.Option;

/** The shape of the pipeline's examples and the number of their classes. */
public final class ShapeOptions {
  @Option(
      names = "--shape",
      paramLabel = "SHAPE",
      defaultValue = "28x28",
      description =
          "Dimensions of an example: rows and columns of a picture, such as 28x28, and its"
              + " channels, such as 32x32x3, or just how many numbers, such as 6 (default:"
              + " ${DEFAULT-VALUE}).")
  String shape;

  @Option(
      names = "--classes",
      paramLabel = "N",
      defaultValue = "10",
      description = "Labels are 0 to N - 1 (default: ${DEFAULT-VALUE}).")
  int classes;

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
