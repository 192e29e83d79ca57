package dev.thalweg.model.kernel.convolution;

import dev.thalweg.model.kernel.Matrix;
import dev.thalweg.model.kernel.Product;
import java.nio.FloatBuffer;
import java.util.Arrays;

/**
 * From the slopes by a convolution's sums to those by its inputs: to those by the patches, which
 * are then added up (col2im). Each place of the kernel has an array of its own, in which its run
 * lies where it belongs; so the loops that add them have one index, which is what C2 vectorises.
 */
final class PatchSlopes implements AutoCloseable {

  private static final int TERMS = 4;

  private final Patches patches;
  private final Matrix columns;
  private final FloatBuffer columnNumbers;
  private final Product product;
  private final float[][] places;
  private final float[] frame;
  private final float[] slopes;

  /**
   * Allocates its buffers and builds its product.
   *
   * @param weights [depth, channels]
   * @param sumSlopes of all examples, [rows * run, channels]
   */
  PatchSlopes(Patches patches, Matrix weights, Matrix sumSlopes) {
    this.patches = patches;
    columns = Matrix.zeros(patches.depth(), sumSlopes.rows());
    columnNumbers = columns.buffer();
    product = Product.of(weights, false, sumSlopes, true, columns, 1);
    places = new float[patches.area()][patches.frame()];
    frame = new float[patches.frame()];
    slopes = new float[sumSlopes.rows() / patches.run() * patches.picture()];
  }

  void run(Matrix below) {
    product.run();
    for (int row = 0; row < below.rows(); row++) {
      for (int channel = 0; channel < patches.channels(); channel++) {
        for (int place = 0; place < patches.area(); place++) {
          int line = place * patches.channels() + channel;
          int at = line * columns.columns() + row * patches.run();
          columnNumbers.get(at, places[place], patches.offset(place), patches.run());
        }
        add();
        patches.unframe(frame, channel, slopes, row * patches.picture());
      }
    }
    below.put(slopes, slopes.length);
  }

  private void add() {
    Arrays.fill(frame, 0);
    int place = 0;
    for (; place + TERMS <= places.length; place += TERMS) {
      add(frame, places[place], places[place + 1], places[place + 2], places[place + 3]);
    }
    for (; place < places.length; place++) {
      add(frame, places[place]);
    }
  }

  private static void add(float[] sum, float[] a, float[] b, float[] c, float[] d) {
    for (int i = 0; i < sum.length; i++) {
      sum[i] += a[i] + b[i] + (c[i] + d[i]);
    }
  }

  private static void add(float[] sum, float[] a) {
    for (int i = 0; i < sum.length; i++) {
      sum[i] += a[i];
    }
  }

  @Override
  public void close() {
    product.close();
    columns.free();
  }
}
