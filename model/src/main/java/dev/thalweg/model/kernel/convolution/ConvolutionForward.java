package dev.thalweg.model.kernel.convolution;

import dev.thalweg.model.kernel.Activation;
import dev.thalweg.model.kernel.ForwardKernel;
import dev.thalweg.model.kernel.Matrix;
import dev.thalweg.model.kernel.Product;
import dev.thalweg.model.kernel.Workbench;
import java.nio.FloatBuffer;
import java.util.Arrays;

/**
 * A convolution that scores, example by example, so that what comes out is the same whichever
 * others there are. The patches have a row of ones besides, so that the product with the weights
 * and the biases, which lie behind them, is the whole sum.
 */
public final class ConvolutionForward implements ForwardKernel {

  private final Patches patches;
  private final int channels;
  private final Activation activation;
  private final FloatBuffer inputs;
  private final float scale;
  private final float[] picture;
  private final float[] frames;
  private final Matrix columns;
  private final FloatBuffer columnNumbers;
  private final Matrix sums;
  private final FloatBuffer sumNumbers;
  private final Product product;
  private final Matrix outputs;
  private final float[] values;

  /**
   * Allocates its buffers and builds its product.
   *
   * @param channels of the outputs
   * @param offset where its weights begin in the flat vector
   */
  public ConvolutionForward(
      Patches patches, int channels, Activation activation, int offset, Workbench bench) {
    this.patches = patches;
    this.channels = channels;
    this.activation = activation;
    inputs = bench.inputs().buffer();
    scale = (float) bench.scale();
    picture = new float[patches.picture()];
    frames = new float[patches.channels() * patches.frame()];
    columns = Matrix.zeros(patches.depth() + 1, patches.run());
    columnNumbers = columns.buffer();
    sums = Matrix.zeros(columns.columns(), channels);
    sumNumbers = sums.buffer();
    Matrix weights = bench.parameters().view(offset, columns.rows(), channels);
    product = Product.of(columns, true, weights, false, sums, 1);
    outputs = Matrix.zeros(bench.inputs().rows(), patches.height() * patches.width() * channels);
    values = bench.heap().apply(outputs.length());
    float[] ones = new float[columns.columns()];
    Arrays.fill(ones, 1);
    columnNumbers.put(patches.depth() * ones.length, ones);
  }

  @Override
  public void run(float[] parameters, int rows) {
    for (int row = 0; row < rows; row++) {
      inputs.get(row * picture.length, picture);
      patches.frame(picture, scale, frames);
      patches.copy(frames, columnNumbers);
      product.run();
      patches.take(sumNumbers, channels, values, row * outputs.columns());
    }
    int length = rows * outputs.columns();
    activation.apply(values, length);
    outputs.put(values, length);
  }

  @Override
  public Matrix outputs() {
    return outputs;
  }

  @Override
  public float[] values() {
    return values;
  }

  @Override
  public void close() {
    product.close();
    columns.free();
    sums.free();
    outputs.free();
  }
}
