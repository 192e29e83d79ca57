package dev.thalweg.model.kernel;

import dev.thalweg.model.network.Architecture;
import dev.thalweg.model.network.Dense;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.openblas.global.openblas_nolapack;

/**
 * The training kernel: forward and backward pass of a fixed batch size, every buffer allocated and
 * every native operation built once.
 *
 * <p>Matrices multiply in native memory. Between two products the numbers come to the heap for what
 * is done element by element (bias, activation and its derivative, dropout, loss, bias gradients)
 * and go back; the copies take a microsecond or two. The inputs stay as they stand in the examples,
 * their factor is part of the first layer's products.
 */
public final class Network implements AutoCloseable {

  private final Matrix input;
  private final Matrix weights;
  private final Matrix gradient;
  private final List<DenseKernel> layers = new ArrayList<>();
  private final Objective objective;
  private final float[] sums;
  private boolean closed;

  /**
   * Allocates everything.
   *
   * @param inputScale what the network sees of an input is the input times this
   * @param batch samples of every minibatch
   * @throws IllegalArgumentException if it would need too much memory
   */
  public Network(Architecture architecture, double inputScale, int batch) {
    checkSize(architecture, batch);
    int inputs = architecture.inputs();
    input = Matrix.zeros(batch, inputs);
    weights = Matrix.zeros(1, architecture.parameterCount());
    gradient = Matrix.zeros(1, architecture.parameterCount());
    objective = new Objective(architecture);
    sums = new float[batch * architecture.classes()];
    Matrix below = input;
    int offset = 0;
    for (Dense layer : architecture.denseLayers()) {
      double scale = layers.isEmpty() ? inputScale : 1;
      var kernel = new DenseKernel(layer, below, weights, gradient, offset, scale);
      layers.add(kernel);
      below = kernel.outputs();
      offset = kernel.end();
    }
  }

  private static void checkSize(Architecture architecture, int batch) {
    long widest = architecture.inputs();
    for (Dense layer : architecture.denseLayers()) {
      widest = Math.max(widest, layer.units());
    }
    if (batch * widest > 1 << 28) {
      throw new IllegalArgumentException(
          "A minibatch of %d samples with layers of up to %d units needs too much memory;"
                  .formatted(batch, widest)
              + " use a smaller batch size.");
    }
  }

  /** Copies the parameters to where the products read them. */
  public void load(float[] parameters) {
    weights.put(parameters);
  }

  /** Copies the numbers of a minibatch, row-major [batch, inputs]. */
  public void read(float[] inputs) {
    input.put(inputs);
  }

  /**
   * Forward pass over the minibatch last read.
   *
   * @param parameters the loaded ones, for their biases
   * @param sampleWeights factor of each sample's loss
   * @param masks where dropout takes its masks from, null for none
   * @return loss and number right; the deltas of the outputs are ready for {@link #backward}
   */
  public Step forward(float[] parameters, int[] labels, float[] sampleWeights, Masks masks) {
    DenseKernel last = layers.get(layers.size() - 1);
    for (int i = 0; i < layers.size(); i++) {
      layers.get(i).forward(parameters, masks, i);
    }
    return objective.evaluate(last.values(), labels, sampleWeights, sums);
  }

  /** Whether a layer drops units. */
  public boolean hasDropout() {
    return layers.stream().anyMatch(DenseKernel::hasDropout);
  }

  /**
   * Backward pass after {@link #forward}: the gradient of the minibatch's mean loss.
   *
   * @param target receives it, in the layout of {@code Parameters}
   */
  public void backward(float[] target) {
    DenseKernel above = layers.get(layers.size() - 1);
    above.backward(sums);
    for (int i = layers.size() - 2; i >= 0; i--) {
      DenseKernel layer = layers.get(i);
      layer.backward(above);
      above = layer;
    }
    gradient.get(target);
    layers.forEach(layer -> layer.biasGradient(target));
  }

  /** The sum of the magnitudes of the last gradient of the weights; not finite if one is not. */
  public double gradientMagnitude(float[] target) {
    double sum = openblas_nolapack.cblas_sasum(gradient.length(), gradient.pointer(), 1);
    for (DenseKernel layer : layers) {
      sum += layer.biasMagnitude(target);
    }
    return sum;
  }

  /** Adds the penalty's part to a gradient. */
  public void penalise(float[] target, float[] parameters, float l2) {
    layers.forEach(layer -> layer.penalise(target, parameters, l2));
  }

  /** Frees the native memory at once. */
  @Override
  public void close() {
    if (!closed) {
      closed = true;
      layers.forEach(DenseKernel::close);
      List.of(input, weights, gradient).forEach(Matrix::free);
    }
  }

  public boolean isClosed() {
    return closed;
  }
}
