package dev.thalweg.model.kernel.dense;

import dev.thalweg.model.kernel.Activation;
import dev.thalweg.model.kernel.ForwardKernel;
import dev.thalweg.model.kernel.ForwardProduct;
import dev.thalweg.model.kernel.Matrix;
import dev.thalweg.model.kernel.Workbench;

/** The forward pass of a dense layer, for scoring and for learning. */
public final class DenseForward implements ForwardKernel {

  private final int units;
  private final Activation activation;
  private final int biasOffset;
  private final Matrix outputs;
  private final float[] values;
  private final ForwardProduct product;

  /**
   * Allocates its outputs and builds its product.
   *
   * @param offset where its weights begin in the flat vector
   */
  public DenseForward(int units, Activation activation, int offset, Workbench bench) {
    this.units = units;
    this.activation = activation;
    int inputs = bench.inputs().columns();
    biasOffset = offset + inputs * units;
    outputs = Matrix.zeros(bench.inputs().rows(), units);
    values = bench.heap().apply(outputs.length());
    Matrix weights = bench.parameters().view(offset, inputs, units);
    product = bench.products().make(bench.inputs(), weights, outputs, bench.scale());
  }

  @Override
  public void run(float[] parameters, int rows) {
    int length = rows * units;
    product.run(rows);
    outputs.get(values, length);
    activation.apply(values, rows, units, parameters, biasOffset);
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

  /** Where the biases begin in the flat vector, behind the weights. */
  int biasOffset() {
    return biasOffset;
  }

  @Override
  public void close() {
    product.close();
    outputs.free();
  }
}
