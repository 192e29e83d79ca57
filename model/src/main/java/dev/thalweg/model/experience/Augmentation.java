package dev.thalweg.model.experience;

import dev.thalweg.model.learning.Hyperparameters;
import dev.thalweg.model.network.Shape;
import dev.thalweg.model.text.SplitMix64;
import java.util.Arrays;

/**
 * Moves, turns and scales a picture at random. What comes in from outside is 0; between pixels it
 * is interpolated in both directions.
 */
final class Augmentation {
  private final int shift;
  private final double rotation;
  private final double scaling;
  private final int height;
  private final int width;
  private final int channels;
  private final float[] source;

  /**
   * That of a shape.
   *
   * @throws IllegalArgumentException with one sentence if something is to be done and the examples
   *     are no pictures
   */
  Augmentation(Hyperparameters hyperparameters, Shape shape) {
    shift = Math.toIntExact(hyperparameters.get(Hyperparameters.SHIFT));
    rotation = StrictMath.toRadians(hyperparameters.get(Hyperparameters.ROTATION));
    scaling = hyperparameters.get(Hyperparameters.SCALING);
    if (isAskedFor(hyperparameters) && !shape.isPicture()) {
      throw new IllegalArgumentException(
          "Examples of %s are no pictures, so that they can't be moved, turned or scaled."
              .formatted(shape.text()));
    }
    height = shape.height();
    width = shape.width();
    channels = shape.channels();
    source = new float[isNone() ? 0 : shape.size()];
  }

  static boolean isAskedFor(Hyperparameters hyperparameters) {
    return hyperparameters.get(Hyperparameters.SHIFT) > 0
        || hyperparameters.get(Hyperparameters.ROTATION) > 0
        || hyperparameters.get(Hyperparameters.SCALING) > 0;
  }

  boolean isNone() {
    return shift == 0 && rotation == 0 && scaling == 0;
  }

  /** Changes one picture in its place. */
  void apply(float[] inputs, int start, SplitMix64 generator) {
    int down = (int) ((2 * shift + 1) * generator.nextDouble()) - shift;
    int right = (int) ((2 * shift + 1) * generator.nextDouble()) - shift;
    double angle = rotation == 0 ? 0 : (2 * generator.nextDouble() - 1) * rotation;
    double scale = scaling == 0 ? 1 : 1 + (2 * generator.nextDouble() - 1) * scaling;
    System.arraycopy(inputs, start, source, 0, source.length);
    if (angle == 0 && scale == 1) {
      move(down, right, inputs, start);
    } else {
      transform(down, right, angle, scale, inputs, start);
    }
  }

  private void move(int down, int right, float[] target, int start) {
    int row = width * channels;
    int from = Math.min(width, Math.max(0, right)) * channels;
    int to = Math.max(0, Math.min(width, width + right)) * channels;
    for (int y = 0; y < height; y++) {
      int at = start + y * row;
      Arrays.fill(target, at, at + row, 0);
      if (y >= down && y - down < height && from < to) {
        System.arraycopy(
            source, (y - down) * row + from - right * channels, target, at + from, to - from);
      }
    }
  }

  /** Each pixel comes from where it was before. */
  private void transform(
      int down, int right, double angle, double scale, float[] target, int start) {
    double cosine = StrictMath.cos(angle) / scale;
    double sine = StrictMath.sin(angle) / scale;
    double middleY = (height - 1) / 2.0;
    double middleX = (width - 1) / 2.0;
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        double dy = y - middleY - down;
        double dx = x - middleX - right;
        double fromY = middleY + cosine * dy - sine * dx;
        double fromX = middleX + sine * dy + cosine * dx;
        for (int c = 0; c < channels; c++) {
          target[start + (y * width + x) * channels + c] = between(fromY, fromX, c);
        }
      }
    }
  }

  private float between(double y, double x, int channel) {
    int top = (int) Math.floor(y);
    int left = (int) Math.floor(x);
    double below = y - top;
    double beside = x - left;
    return (float)
        ((1 - below) * ((1 - beside) * at(top, left, channel) + beside * at(top, left + 1, channel))
            + below
                * ((1 - beside) * at(top + 1, left, channel)
                    + beside * at(top + 1, left + 1, channel)));
  }

  private double at(int y, int x, int channel) {
    return y < 0 || y >= height || x < 0 || x >= width
        ? 0
        : source[(y * width + x) * channels + channel];
  }
}
