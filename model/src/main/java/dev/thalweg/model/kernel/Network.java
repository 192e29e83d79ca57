package dev.thalweg.model.kernel;

import dev.thalweg.model.network.Architecture;
import dev.thalweg.model.network.Dense;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.openblas.global.openblas_nolapack;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * The training kernel: forward and backward pass of a fixed batch size, every buffer allocated and
 * every native operation built once.
 *
 * <p>Matrices multiply in native memory. Between two products the numbers come to the heap for what
 * is done element by element (bias, activation and its derivative, dropout, loss, bias gradients)
 * and go back; the copies take a microsecond or two. Pixels stay 0 to 255 as floats, their factor
 * 1/255 is part of the first layer's products.
 */
public final class Network implements AutoCloseable {

  /** Pixels are scaled to [0, 1] by it. */
  public static final double PIXEL_SCALE = 1.0 / 255;

  private final INDArray bytes;
  private final BytePointer bytesPointer;
  private final Matrix input;
  private final NativeOperation cast;
  private final Matrix weights;
  private final Matrix gradient;
  private final List<DenseKernel> layers = new ArrayList<>();
  private final Objective objective;
  private final float[] sums;
  private boolean closed;

  public Network(Architecture architecture, int batch) {
    checkSize(architecture, batch);
    int inputs = architecture.inputs();
    input = Matrix.zeros(batch, inputs);
    bytes = Nd4j.create(DataType.UINT8, new long[] {batch, inputs}, 'c');
    bytesPointer = new BytePointer(bytes.data().addressPointer()).capacity((long) batch * inputs);
    cast = NativeOperation.toFloat(bytes, input);
    weights = Matrix.zeros(1, architecture.parameterCount());
    gradient = Matrix.zeros(1, architecture.parameterCount());
    objective = new Objective(architecture);
    sums = new float[batch * architecture.classes()];
    Matrix below = input;
    int offset = 0;
    for (Dense layer : architecture.denseLayers()) {
      double scale = layers.isEmpty() ? PIXEL_SCALE : 1;
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

  /** Copies a minibatch of images, uint8 row-major [batch, inputs]. */
  public void read(byte[] pixels) {
    bytesPointer.position(0).put(pixels, 0, pixels.length);
    cast.run();
  }

  /**
   * Forward pass over the minibatch last read.
   *
   * @param parameters the loaded ones, for their biases
   * @param masks where dropout takes its masks from, null for none
   * @return loss and number right; the deltas of the outputs are ready for {@link #backward}
   */
  public Step forward(float[] parameters, int[] labels, Masks masks) {
    DenseKernel last = layers.get(layers.size() - 1);
    for (int i = 0; i < layers.size(); i++) {
      layers.get(i).forward(parameters, masks, i);
    }
    return objective.evaluate(last.values(), labels, sums);
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
      cast.close();
      bytes.close();
      List.of(input, weights, gradient).forEach(Matrix::free);
    }
  }

  public boolean isClosed() {
    return closed;
  }
}
