package dev.thalweg.model.kernel;

import dev.thalweg.model.network.Dense;

/**
 * One dense layer of a {@link Network}: its views of the flat parameters and gradient, its buffers
 * and its three products.
 */
final class DenseKernel implements AutoCloseable {

  private final Dense layer;
  private final int biasOffset;
  private final Matrix weightsView;
  private final Matrix outputs;
  private final Matrix delta;
  private final float[] heapOutputs;
  private final float[] heapDropped;
  private final float[] heapDelta;
  private final float[] mask;
  private final Product forward;
  private final Product gradient;
  private Product down;
  private boolean dropped;

  /**
   * Builds the products.
   *
   * @param below what the layer reads, [batch, inputs]
   * @param weights flat parameters
   * @param gradients flat gradient
   * @param offset where the layer begins in both
   * @param scale factor of the input
   */
  DenseKernel(
      Dense layer, Matrix below, Matrix weights, Matrix gradients, int offset, double scale) {
    this.layer = layer;
    int batch = below.rows();
    int inputs = below.columns();
    int units = layer.units();
    biasOffset = offset + inputs * units;
    weightsView = weights.view(offset, inputs, units);
    outputs = Matrix.zeros(batch, units);
    delta = Matrix.zeros(batch, units);
    heapOutputs = new float[batch * units];
    heapDelta = new float[batch * units];
    mask = new float[hasDropout() ? batch * units : 0];
    heapDropped = new float[mask.length];
    forward = Product.of(below, false, weightsView, false, outputs, scale);
    Matrix gradientView = gradients.view(offset, inputs, units);
    gradient = Product.of(below, true, delta, false, gradientView, scale);
  }

  boolean hasDropout() {
    return layer.dropout() > 0;
  }

  Matrix outputs() {
    return outputs;
  }

  /** Where the next layer begins in the flat vectors. */
  int end() {
    return biasOffset + layer.units();
  }

  /** The layer's outputs before dropout, [batch, units]. */
  float[] values() {
    return heapOutputs;
  }

  void forward(float[] parameters, Masks masks, int index) {
    forward.run();
    outputs.get(heapOutputs);
    Elementwise.activate(
        layer.activation(), heapOutputs, outputs.rows(), layer.units(), parameters, biasOffset);
    dropped = masks != null && hasDropout();
    if (dropped) {
      masks.fill(index, layer.dropout(), mask);
      System.arraycopy(heapOutputs, 0, heapDropped, 0, mask.length);
      Elementwise.multiply(heapDropped, mask, mask.length);
    }
    outputs.put(dropped ? heapDropped : heapOutputs);
  }

  /** For the output layer: the deltas are given. */
  void backward(float[] deltas) {
    System.arraycopy(deltas, 0, heapDelta, 0, heapDelta.length);
    delta.put(heapDelta);
    gradient.run();
  }

  /** For a hidden layer: the deltas come from the layer above. */
  void backward(DenseKernel above) {
    above.down(delta);
    delta.get(heapDelta);
    if (dropped) {
      Elementwise.multiply(heapDelta, mask, mask.length);
    }
    Elementwise.derive(layer.activation(), heapDelta, heapOutputs, heapDelta.length);
    delta.put(heapDelta);
    gradient.run();
  }

  /** This layer's deltas through its weights, for the layer below. */
  private void down(Matrix target) {
    if (down == null) {
      down = Product.of(delta, false, weightsView, true, target, 1);
    }
    down.run();
  }

  void biasGradient(float[] target) {
    Elementwise.sumRows(heapDelta, delta.rows(), layer.units(), target, biasOffset);
  }

  double biasMagnitude(float[] target) {
    double sum = 0;
    for (int i = biasOffset; i < end(); i++) {
      sum += Math.abs(target[i]);
    }
    return sum;
  }

  /** Adds the penalty's part, l2 * w, to the gradient of the weights. */
  void penalise(float[] target, float[] parameters, float l2) {
    Elementwise.addScaled(target, parameters, biasOffset - weightsView.length(), biasOffset, l2);
  }

  @Override
  public void close() {
    forward.close();
    gradient.close();
    if (down != null) {
      down.close();
    }
    outputs.free();
    delta.free();
  }
}
