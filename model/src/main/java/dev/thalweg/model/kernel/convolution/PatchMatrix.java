package dev.thalweg.model.kernel.convolution;

import dev.thalweg.model.kernel.Elementwise;
import dev.thalweg.model.kernel.Matrix;
import dev.thalweg.model.kernel.picture.Pictures;
import dev.thalweg.model.kernel.picture.Planes;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The patches of a group of pictures as the columns of a matrix, in the order of the pictures'
 * numbers, and a row of ones below them; and the way back, from slopes by patches to slopes by
 * pictures.
 *
 * <p>One number of all patches of a phase is a phase of the pictures, moved by whole rows and
 * columns, with zeros where nothing came from. Several numbers of several phases are the same.
 */
final class PatchMatrix implements AutoCloseable {

  /**
   * A phase of the pictures, moved.
   *
   * @param phase of the pictures
   * @param down rows that it is moved up by
   * @param right columns that it is moved to the left by
   * @param copies where in the matrix it stands: of the first channel, in numbers from the start
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record Moved(int phase, int down, int right, int[] copies) {}

  private final Patches patches;
  private final Pictures pictures;
  private final Planes planes;
  private final Matrix matrix;
  private final FloatBuffer numbers;
  private final List<Moved> all = new ArrayList<>();
  private final float[] channel;
  private final float[] moved;
  private final float[] other;
  private final float[] summed;
  private final boolean[] begun;
  private final float[][] phases;

  /** Allocates everything. */
  PatchMatrix(Patches patches, Pictures pictures) {
    this.patches = patches;
    this.pictures = pictures;
    planes = pictures.planes();
    matrix = Matrix.zeros(patches.depth() + 1, planes.channel());
    numbers = matrix.buffer();
    channel = new float[planes.channel()];
    moved = new float[planes.plane()];
    other = new float[planes.plane()];
    summed = new float[planes.plane()];
    begun = new boolean[planes.phases()];
    phases = new float[planes.phases()][planes.plane()];
    float[] ones = new float[matrix.columns()];
    Arrays.fill(ones, 1);
    numbers.put(patches.depth() * ones.length, ones);
    for (int y = -patches.top(); y < planes.foldHeight() + bottom(); y++) {
      for (int x = -patches.left(); x < planes.foldWidth() + right(); x++) {
        all.add(
            new Moved(
                planes.phase(y, x),
                Math.floorDiv(y, planes.foldHeight()),
                Math.floorDiv(x, planes.foldWidth()),
                copies(y, x)));
      }
    }
  }

  private int bottom() {
    return patches.kernelHeight() - 1 - patches.top();
  }

  private int right() {
    return patches.kernelWidth() - 1 - patches.left();
  }

  /** Of all places of the kernel and phases that they stand at together those that meet there. */
  private int[] copies(int y, int x) {
    List<Integer> copies = new ArrayList<>();
    for (int ky = 0; ky < patches.kernelHeight(); ky++) {
      for (int kx = 0; kx < patches.kernelWidth(); kx++) {
        int atY = y + patches.top() - ky;
        int atX = x + patches.left() - kx;
        if (atY >= 0 && atY < planes.foldHeight() && atX >= 0 && atX < planes.foldWidth()) {
          int row = (ky * patches.kernelWidth() + kx) * patches.channels();
          copies.add(row * planes.channel() + planes.phase(atY, atX) * planes.plane());
        }
      }
    }
    return copies.stream().mapToInt(Integer::intValue).toArray();
  }

  /** The patches, [depth + 1, numbers of a channel of a group]. */
  Matrix matrix() {
    return matrix;
  }

  /** Makes the patches of a group. */
  void make(int group) {
    for (int c = 0; c < patches.channels(); c++) {
      pictures.read((group * patches.channels() + c) * channel.length, channel, 0, channel.length);
      for (Moved some : all) {
        int from = some.phase() * moved.length;
        boolean stays = some.down() == 0 && some.right() == 0;
        if (!stays) {
          move(channel, from, some.down(), some.right(), moved);
        }
        for (int copy : some.copies()) {
          int at = copy + c * channel.length;
          numbers.put(at, stays ? channel : moved, stays ? from : 0, moved.length);
        }
      }
    }
  }

  /** Adds up what has been written in place of the patches, and hands it to the pictures. */
  void back(int group) {
    for (int c = 0; c < patches.channels(); c++) {
      Arrays.fill(begun, false);
      for (Moved some : all) {
        float[] target = begun[some.phase()] ? moved : phases[some.phase()];
        boolean stays = some.down() == 0 && some.right() == 0;
        sum(some.copies(), c * channel.length, stays ? target : summed);
        if (!stays) {
          move(summed, 0, -some.down(), -some.right(), target);
        }
        if (begun[some.phase()]) {
          Elementwise.add(phases[some.phase()], moved, moved.length);
        }
        begun[some.phase()] = true;
      }
      int start = (group * patches.channels() + c) * channel.length;
      for (int i = 0; i < phases.length; i++) {
        pictures.write(start + i * moved.length, phases[i], 0, moved.length);
      }
    }
  }

  private void sum(int[] copies, int start, float[] target) {
    numbers.get(start + copies[0], target);
    for (int i = 1; i < copies.length; i++) {
      numbers.get(start + copies[i], other);
      Elementwise.add(target, other, target.length);
    }
  }

  /** Moves every picture of a phase up and to the left, or else down and to the right. */
  private void move(float[] source, int from, int up, int left, float[] target) {
    int rows = planes.rows();
    int columns = planes.columns();
    if (Math.abs(up) >= rows || Math.abs(left) >= columns) {
      Arrays.fill(target, 0);
      return;
    }
    int far = up * columns + left;
    int length = target.length - Math.abs(far);
    System.arraycopy(source, from + Math.max(0, far), target, Math.max(0, -far), length);
    int firstEmptyRow = up > 0 ? rows - up : 0;
    int firstEmptyColumn = left > 0 ? columns - left : 0;
    int emptyColumns = Math.abs(left);
    int area = rows * columns;
    for (int start = 0; start < target.length; start += area) {
      int empty = start + firstEmptyRow * columns;
      Arrays.fill(target, empty, empty + Math.abs(up) * columns, 0);
      for (int i = start + firstEmptyColumn; i < start + area; i += columns) {
        for (int j = 0; j < emptyColumns; j++) {
          target[i + j] = 0;
        }
      }
    }
  }

  @Override
  public void close() {
    matrix.free();
  }
}
