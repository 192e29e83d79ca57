package dev.thalweg.model;

import dev.thalweg.model.kernel.Backend;
import dev.thalweg.model.kernel.ForwardKernel;
import dev.thalweg.model.kernel.ForwardProduct;
import dev.thalweg.model.kernel.Matrix;
import dev.thalweg.model.kernel.Workbench;
import dev.thalweg.model.learning.Hyperparameters;
import dev.thalweg.model.loss.Output;
import dev.thalweg.model.network.Architecture;
import dev.thalweg.model.network.Datatype;
import dev.thalweg.model.network.Parameters;
import dev.thalweg.model.text.Decimal;
import dev.thalweg.model.text.Range;
import java.nio.FloatBuffer;

/**
 * Scores examples with given parameters: probabilities of classes, or a number for each.
 *
 * <p>Confined to one thread. Goes through a batch in tiles that stay in the cache, straight through
 * OpenBLAS, so that a single image has no fixed cost. The result for an image differs by less than
 * 1e-5 between batch sizes (another size may sum in another order). Holds native memory until
 * closed, which is immediate: the parameters, and at most 64 MiB or so of buffers.
 */
public final class Classifier implements AutoCloseable {

  private static final int TILE_ROWS_MAX = 256;

  private static final int TILE_NUMBERS_MAX = 4 << 20;

  /** Numbers of pixels that are brought to native memory at once: they stay in the first cache. */
  private static final int READ_MAX = 4_096;

  private final Architecture architecture;
  private final int maxBatch;
  private final int tileRows;
  private final Matrix weights;
  private final Matrix input;
  private final FloatBuffer inputNumbers;
  private final ForwardPass<ForwardKernel> layers;
  private final float[] scratch;
  private final double[] row;
  private Parameters loaded;
  private boolean closed;

  /**
   * A classifier without parameters yet.
   *
   * @param maxBatch most images of one call, 1 to {@value Hyperparameters#BATCH_MAX}
   */
  public Classifier(Architecture architecture, int maxBatch) {
    Range.within("The largest batch", maxBatch, 1, Hyperparameters.BATCH_MAX);
    this.architecture = architecture;
    this.maxBatch = maxBatch;
    Backend.nativeOps(); // one thread for OpenBLAS, whoever calls
    int widest = architecture.widest();
    tileRows = Math.max(1, Math.min(Math.min(maxBatch, TILE_ROWS_MAX), TILE_NUMBERS_MAX / widest));
    weights = Matrix.zeros(1, architecture.parameterCount());
    input = Matrix.zeros(tileRows, architecture.inputs());
    inputNumbers = input.buffer();
    scratch = new float[tileRows * widest];
    row = new double[architecture.classes()];
    layers =
        new ForwardPass<>(
            architecture,
            new Workbench(() -> input, 1, weights, ForwardProduct.ROWS, length -> scratch),
            (stage, bench) -> stage.layer().forward(stage, bench));
  }

  /**
   * Scores examples of {@link Datatype#UINT8}.
   *
   * @param parameters of the classifier's architecture; copied to native memory when the object
   *     differs from the last call's
   * @param pixels count examples one after the other, row-major; what follows is ignored
   * @param count 1 to maxBatch
   * @param probabilities receives count * classes numbers, row-major; with {@link Output#LINEAR}
   *     the outputs as they are, and of a regression the numbers. They are not numbers where
   *     parameters are so large that a sum overflows
   * @throws IllegalArgumentException if the architecture, the count or a length does not fit
   */
  public void score(Parameters parameters, byte[] pixels, int count, float[] probabilities) {
    check(pixels.length, count, probabilities);
    score(parameters, count, probabilities, (start, length) -> read(pixels, start, length));
  }

  /**
   * Scores examples of numbers as the network sees them, as {@link Datatype#inputs} reads them; the
   * rest as above.
   *
   * @param values count examples one after the other, row-major; what follows is ignored
   */
  public void score(Parameters parameters, float[] values, int count, float[] probabilities) {
    check(values.length, count, probabilities);
    score(
        parameters,
        count,
        probabilities,
        (start, length) -> input.pointer().put(values, start, length));
  }

  /** A uint8 pixel as the number from 0 to 1 that the network sees. */
  public static float unit(byte pixel) {
    return UnitPixels.of(pixel);
  }

  /** Brings a part of the images to where the first layer reads them. */
  private interface Reading {
    void read(int start, int length);
  }

  private void score(Parameters parameters, int count, float[] probabilities, Reading reading) {
    load(parameters);
    for (int start = 0; start < count; start += tileRows) {
      int rows = Math.min(tileRows, count - start);
      reading.read(start * architecture.inputs(), rows * architecture.inputs());
      float[] sums = layers.run(loaded.values(), rows, (kernel, index) -> {});
      architecture
          .output()
          .applyRows(
              sums, rows, row, loaded.values(), probabilities, start * architecture.classes());
    }
  }

  private void check(int pixels, int count, float[] probabilities) {
    if (closed) {
      throw new IllegalStateException("The classifier is closed.");
    }
    if (count < 1 || count > maxBatch) {
      throw new IllegalArgumentException(
          "%d images can't be scored at once; give 1 to %d.".formatted(count, maxBatch));
    }
    if (pixels < (long) count * architecture.inputs()
        || probabilities.length < (long) count * architecture.classes()) {
      throw new IllegalArgumentException(
          "%d images need %d pixels and room for %d results; there are %d and %d."
              .formatted(
                  count,
                  (long) count * architecture.inputs(),
                  (long) count * architecture.classes(),
                  pixels,
                  probabilities.length));
    }
  }

  @SuppressWarnings("ReferenceEquality") // comparing the values would cost more than the copy
  private void load(Parameters parameters) {
    if (parameters == loaded) {
      return;
    }
    if (!parameters.architecture().equals(architecture)) {
      throw new IllegalArgumentException(
          "The parameters are of the architecture %s and the classifier's is %s."
              .formatted(
                  Decimal.excerpt(parameters.architecture().text()),
                  Decimal.excerpt(architecture.text())));
    }
    weights.put(parameters.values(), parameters.length());
    loaded = parameters;
  }

  private void read(byte[] pixels, int start, int length) {
    for (int done = 0; done < length; done += READ_MAX) {
      int count = Math.min(READ_MAX, length - done);
      UnitPixels.read(pixels, start + done, count, scratch);
      inputNumbers.put(done, scratch, 0, count);
    }
  }

  /** Frees the native memory. */
  @Override
  public void close() {
    if (!closed) {
      closed = true;
      loaded = null;
      layers.close();
      input.free();
      weights.free();
    }
  }
}
