package dev.thalweg.cli.learning;

import dev.thalweg.schemas.UserException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.Option;

/** The size of the pipeline's images and the number of their classes. */
public final class ShapeOptions {
  private static final Pattern SIZE = Pattern.compile("(\\d{1,4})x(\\d{1,4})");

  @Option(
      names = "--image-size",
      paramLabel = "HxW",
      defaultValue = "28x28",
      description = "Rows and columns of an image (default: ${DEFAULT-VALUE}).")
  String imageSize;

  @Option(
      names = "--classes",
      paramLabel = "N",
      defaultValue = "10",
      description = "Labels are 0 to N - 1 (default: ${DEFAULT-VALUE}).")
  int classes;

  public int height() {
    return side(1);
  }

  public int width() {
    return side(2);
  }

  private int side(int group) {
    Matcher size = SIZE.matcher(imageSize);
    if (!size.matches()) {
      throw new UserException(
          "\"%s\" is not an image size: give --image-size HxW, such as 28x28."
              .formatted(imageSize));
    }
    return Integer.parseInt(size.group(group));
  }

  /** The number of classes. */
  public int classes() {
    return classes;
  }
}
