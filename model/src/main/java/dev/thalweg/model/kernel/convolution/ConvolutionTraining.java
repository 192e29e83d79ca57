package dev.thalweg.model.kernel.convolution;

import dev.thalweg.model.kernel.Activation;
import dev.thalweg.model.kernel.Matrix;
import dev.thalweg.model.kernel.Product;
import dev.thalweg.model.kernel.TrainingKernel;
import dev.thalweg.model.kernel.Workbench;
import java.nio.FloatBuffer;

/** A convolution that learns. */
public final class ConvolutionTraining implements TrainingKernel {

  private final Patches patches;
  private final int channels;
  private final Activation activation;
  private final ConvolutionForward forward;
  private final Matrix slopes;
  private final float[] heapSlopes;
  private final Matrix sumSlopes;
  private final FloatBuffer sumNumbers;
  private final Matrix weights;
  private final Product gradient;
  private PatchSlopes down;

  /**
   * Allocates its buffers and builds its product.
   *
   * @param channels of the outputs
   * @param offset where its weights begin in the flat vector
   * @param gradients flat gradient, laid out like the parameters
   */
  public ConvolutionTraining(
      Patches patches,
      int channels,
      Activation activation,
      int offset,
      Workbench bench,
      Matrix gradients) {
    this.patches = patches;
    this.channels = channels;
    this.activation = activation;
    int rows = bench.inputs().rows();
    forward = new ConvolutionForward(patches, channels, activation, offset, bench, rows);
    slopes = Matrix.zeros(rows, outputs().columns());
    heapSlopes = new float[slopes.length()];
    sumSlopes = Matrix.zeros(rows * patches.run(), channels);
    sumNumbers = sumSlopes.buffer();
    weights = bench.parameters().view(offset, patches.depth(), channels);
    Matrix gradientView = gradients.view(offset, patches.depth() + 1, channels);
    gradient = Product.of(forward.columns(), false, sumSlopes, false, gradientView, 1);
  }

  @Override
  public void run(float[] parameters, int rows) {
    forward.run(parameters, rows);
  }

  @Override
  public Matrix outputs() {
    return forward.outputs();
  }

  @Override
  public float[] values() {
    return forward.values();
  }

  @Override
  public Matrix slopes() {
    return slopes;
  }

  /** Weights and biases in one product, since the patches have a row of ones. */
  @Override
  public void backward() {
    slopes.get(heapSlopes, heapSlopes.length);
    activation.derive(heapSlopes, values(), heapSlopes.length);
    for (int row = 0; row < slopes.rows(); row++) {
      int to = row * patches.run() * channels;
      patches.spread(heapSlopes, row * slopes.columns(), channels, sumNumbers, to);
    }
    gradient.run();
  }

  @Override
  public void down(Matrix below) {
    if (down == null) {
      down = new PatchSlopes(patches, weights, sumSlopes);
    }
    down.run(below);
  }

  @Override
  public void close() {
    forward.close();
    gradient.close();
    slopes.free();
    sumSlopes.free();
    if (down != null) {
      down.close();
    }
  }
}
