package dev.thalweg.model;

import dev.thalweg.model.kernel.Backend;
import dev.thalweg.model.kernel.Elementwise;
import dev.thalweg.model.kernel.Softmax;
import dev.thalweg.model.learning.Hyperparameters;
import dev.thalweg.model.network.Architecture;
import dev.thalweg.model.network.Datatype;
import dev.thalweg.model.network.Dense;
import dev.thalweg.model.network.Output;
import dev.thalweg.model.network.Parameters;
import dev.thalweg.model.text.Decimal;
import dev.thalweg.model.text.Range;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.openblas.global.openblas_nolapack;

/**
 * Scores images with given parameters.
 *
 * <p>Confined to one thread. Goes through a batch in tiles that stay in the cache, straight through
 * OpenBLAS, so that a single image has no fixed cost. The result for an image differs by less than
 * 1e-5 between batch sizes (another size may sum in another order). Holds native memory until
 * closed, which is immediate: the parameters, and at most 64 MiB or so of buffers.
 */
public final class Classifier implements AutoCloseable {

  private static final int TILE_ROWS_MAX = 256;

  /** Measured: 16 images take 90 us one by one and 120 us as a product. */
  private static final int VECTOR_ROWS_MAX = 16;

  private static final int TILE_NUMBERS_MAX = 4 << 20;

  /** What a network sees of each byte. */
  private static final float[] UNIT = new float[256];

  static {
    for (int i = 0; i < UNIT.length; i++) {
      UNIT[i] = Datatype.UINT8.input(i);
    }
  }

  /** One layer: where its parameters are, and where its outputs go. */
  private record Stage(
      Dense layer, int inputs, FloatPointer weights, int biases, FloatPointer to) {}

  private final Architecture architecture;
  private final int maxBatch;
  private final int tileRows;
  private final FloatPointer weights;
  private final FloatPointer input;
  private final List<Stage> stages = new ArrayList<>();
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
    int widest = architecture.inputs();
    for (Dense layer : architecture.denseLayers()) {
      widest = Math.max(widest, layer.units());
    }
    tileRows = Math.max(1, Math.min(Math.min(maxBatch, TILE_ROWS_MAX), TILE_NUMBERS_MAX / widest));
    weights = new FloatPointer(architecture.parameterCount());
    input = new FloatPointer((long) tileRows * architecture.inputs());
    scratch = new float[tileRows * widest];
    row = new double[architecture.classes()];
    int inputs = architecture.inputs();
    long offset = 0;
    for (Dense layer : architecture.denseLayers()) {
      FloatPointer to = new FloatPointer((long) tileRows * layer.units());
      int biases = Math.toIntExact(offset + (long) inputs * layer.units());
      stages.add(new Stage(layer, inputs, weights.getPointer(offset), biases, to));
      offset = (long) biases + layer.units();
      inputs = layer.units();
    }
  }

  /**
   * Scores examples of {@link Datatype#UINT8}.
   *
   * @param parameters of the classifier's architecture; copied to native memory when the object
   *     differs from the last call's
   * @param pixels count examples one after the other, row-major; what follows is ignored
   * @param count 1 to maxBatch
   * @param probabilities receives count * classes numbers, row-major; with {@link Output#LINEAR}
   *     the outputs as they are. They are not numbers where parameters are so large that a sum
   *     overflows
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
    score(parameters, count, probabilities, (start, length) -> input.put(values, start, length));
  }

  /** A uint8 pixel as the number from 0 to 1 that the network sees. */
  public static float unit(byte pixel) {
    return UNIT[pixel & 0xff];
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
      forward(rows);
      int target = start * architecture.classes();
      if (architecture.output() == Output.SOFTMAX) {
        Softmax.rows(scratch, rows, row, probabilities, target);
      } else {
        System.arraycopy(scratch, 0, probabilities, target, rows * architecture.classes());
      }
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
    weights.put(parameters.values(), 0, parameters.length());
    loaded = parameters;
  }

  private void read(byte[] pixels, int start, int length) {
    for (int i = 0; i < length; i++) {
      scratch[i] = UNIT[pixels[start + i] & 0xff];
    }
    input.put(scratch, 0, length);
  }

  /** Leaves the last layer's sums in the scratch array. */
  private void forward(int rows) {
    FloatPointer below = input;
    for (Stage stage : stages) {
      int units = stage.layer().units();
      multiply(below, stage, rows);
      stage.to().get(scratch, 0, rows * units);
      Elementwise.activate(
          stage.layer().activation(), scratch, rows, units, loaded.values(), stage.biases());
      stage.to().put(scratch, 0, rows * units);
      below = stage.to();
    }
  }

  /**
   * to = below * weights. A matrix product packs the weights first, which for one image costs ten
   * times the arithmetic; so a few images go one by one through the matrix-vector product.
   */
  private static void multiply(FloatPointer below, Stage stage, int rows) {
    int inputs = stage.inputs();
    int units = stage.layer().units();
    if (rows > VECTOR_ROWS_MAX) {
      openblas_nolapack.cblas_sgemm(
          openblas_nolapack.CblasRowMajor,
          openblas_nolapack.CblasNoTrans,
          openblas_nolapack.CblasNoTrans,
          rows,
          units,
          inputs,
          1f,
          below,
          inputs,
          stage.weights(),
          units,
          0f,
          stage.to(),
          units);
      return;
    }
    for (int i = 0; i < rows; i++) {
      openblas_nolapack.cblas_sgemv(
          openblas_nolapack.CblasRowMajor,
          openblas_nolapack.CblasTrans,
          inputs,
          units,
          1f,
          stage.weights(),
          units,
          i == 0 ? below : below.getPointer((long) i * inputs),
          1,
          0f,
          i == 0 ? stage.to() : stage.to().getPointer((long) i * units),
          1);
    }
  }

  /** Frees the native memory. */
  @Override
  public void close() {
    if (!closed) {
      closed = true;
      loaded = null;
      stages.forEach(stage -> stage.to().close());
      input.close();
      weights.close();
    }
  }
}
