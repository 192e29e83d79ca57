package dev.thalweg.model.kernel.convolution;

import dev.thalweg.model.kernel.Elementwise;
import dev.thalweg.model.kernel.Matrix;
import dev.thalweg.model.kernel.Workbench;
import java.nio.FloatBuffer;
import java.util.Arrays;

/**
 * The patches of some pictures of a minibatch as the columns of a matrix, and a row of ones below
 * them: of so many at a time that they stay in the cache until they are multiplied.
 */
final class PatchColumns implements AutoCloseable {

  private static final int NUMBERS = 1 << 17;

  private final Patches patches;
  private final int group;
  private final float scale;
  private final Matrix source;
  private final Matrix inputs;
  private final float[] pictures;
  private final float[] plane;
  private final float[] moved;
  private final Matrix matrix;
  private final FloatBuffer numbers;

  /** Allocates everything. */
  PatchColumns(Patches patches, Workbench bench) {
    this.patches = patches;
    scale = (float) bench.scale();
    source = bench.inputs();
    inputs = scale == 1 ? source : Matrix.zeros(source.rows(), source.columns());
    pictures = new float[source.length()];
    plane = new float[patches.positions()];
    moved = new float[plane.length + (patches.kernelHeight() - 1) * patches.width()];
    group = group(source.rows(), NUMBERS / (patches.depth() + 1) / plane.length);
    matrix = Matrix.zeros(patches.depth() + 1, group * plane.length);
    numbers = matrix.buffer();
    float[] ones = new float[matrix.columns()];
    Arrays.fill(ones, 1);
    numbers.put(patches.depth() * ones.length, ones);
  }

  /** The largest divisor that is not above a limit, or else 1. */
  private static int group(int rows, int limit) {
    for (int size = Math.min(rows, limit); size > 1; size--) {
      if (rows % size == 0) {
        return size;
      }
    }
    return 1;
  }

  /** How many pictures at a time; a divisor of their number. */
  int group() {
    return group;
  }

  /** What the layer sees of its inputs, the same matrix always. */
  Matrix inputs() {
    return inputs;
  }

  /** The patches, [depth + 1, group * height * width]. */
  Matrix matrix() {
    return matrix;
  }

  /** Reads the inputs. */
  void read() {
    source.get(pictures, pictures.length);
    if (scale != 1) {
      Elementwise.multiply(pictures, scale, pictures.length);
      inputs.put(pictures, pictures.length);
    }
  }

  /**
   * Makes the patches of a group of the inputs last read: one number of all of a picture's patches
   * is the picture, moved, with zeros where nothing came from.
   *
   * @param first picture of the group
   */
  void make(int first) {
    for (int row = 0; row < group; row++) {
      for (int channel = 0; channel < patches.channels(); channel++) {
        int start = (first + row) * source.columns() + channel;
        for (int i = 0; i < plane.length; i++) {
          plane[i] = pictures[start + i * patches.channels()];
        }
        for (int x = 0; x < patches.kernelWidth(); x++) {
          move(x - patches.left());
          put(row, channel, x);
        }
      }
    }
  }

  /** Moves the plane to the left, below the zeros for the places above the middle. */
  private void move(int left) {
    int top = patches.top() * patches.width();
    int far = Math.abs(left);
    int length = plane.length - far;
    System.arraycopy(plane, Math.max(0, left), moved, top + Math.max(0, -left), length);
    int empty = top + (left > 0 ? patches.width() - left : 0);
    for (int y = 0; y < patches.height(); y++) {
      for (int x = 0; x < far; x++) {
        moved[empty + x] = 0;
      }
      empty += patches.width();
    }
  }

  private void put(int row, int channel, int x) {
    for (int y = 0; y < patches.kernelHeight(); y++) {
      int line = (y * patches.kernelWidth() + x) * patches.channels() + channel;
      int at = line * matrix.columns() + row * plane.length;
      numbers.put(at, moved, y * patches.width(), plane.length);
    }
  }

  @Override
  public void close() {
    matrix.free();
    if (scale != 1) {
      inputs.free();
    }
  }
}
