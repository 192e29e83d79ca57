package dev.thalweg.model.kernel.convolution;

import java.nio.FloatBuffer;

/**
 * The patches of a picture, one for each position of a kernel, as the columns of a matrix.
 *
 * <p>The picture lies in a frame of zeros, channel by channel, whose rows follow one another with
 * the zeros between them shared. Then what a row of the matrix holds, one number of all patches, is
 * a run of the frame from some place on: the matrix consists of copies of long runs. At the zeros
 * between the rows there are patches without a meaning, {@code run() - height * width} of them.
 *
 * @param height of the picture
 * @param width of the picture
 * @param channels of the picture
 * @param kernelHeight at most the height
 * @param kernelWidth at most the width
 */
public record Patches(int height, int width, int channels, int kernelHeight, int kernelWidth) {

  /** How many patches there are, those without a meaning included. */
  public int run() {
    return (height - 1) * stride() + width;
  }

  /** How many numbers a patch has. */
  int depth() {
    return area() * channels;
  }

  /** How many numbers all patches have. */
  public long size() {
    return (long) depth() * run();
  }

  /** How many places the kernel has. */
  int area() {
    return kernelHeight * kernelWidth;
  }

  /** Numbers of a picture. */
  int picture() {
    return height * width * channels;
  }

  /** How far two rows lie apart in the frame: zeros after one are those before the next. */
  int stride() {
    return width + kernelWidth / 2;
  }

  int left() {
    return (kernelWidth - 1) / 2;
  }

  int top() {
    return (kernelHeight - 1) / 2;
  }

  /** Numbers of one channel of the frame. */
  int frame() {
    return run() + offset(area() - 1);
  }

  /** Where the run of a place of the kernel begins in a channel of the frame. */
  int offset(int place) {
    return place / kernelWidth * stride() + place % kernelWidth;
  }

  private int first() {
    return top() * stride() + left();
  }

  /**
   * Puts a picture between the zeros, which are there already, each number times a factor.
   *
   * @param picture row-major, channels last
   */
  void frame(float[] picture, float factor, float[] frames) {
    for (int channel = 0; channel < channels; channel++) {
      int target = channel * frame() + first();
      for (int row = 0; row < height; row++) {
        int from = row * width * channels + channel;
        for (int column = 0; column < width; column++) {
          frames[target + column] = factor * picture[from + column * channels];
        }
        target += stride();
      }
    }
  }

  /** Copies the patches to their columns, the first [depth, run] numbers of a matrix. */
  void copy(float[] frames, FloatBuffer matrix) {
    for (int place = 0; place < area(); place++) {
      for (int channel = 0; channel < channels; channel++) {
        int at = (place * channels + channel) * run();
        matrix.put(at, frames, channel * frame() + offset(place), run());
      }
    }
  }

  /** Copies what was computed for each patch, [run, units], to [height, width, units]. */
  void take(FloatBuffer sums, int units, float[] target, int start) {
    int length = width * units;
    for (int row = 0; row < height; row++) {
      sums.get(row * stride() * units, target, start + row * length, length);
    }
  }

  /** Places that the kernel stands in. */
  int positions() {
    return height * width;
  }
}
