package dev.thalweg.model.network;

import dev.thalweg.model.kernel.ForwardProduct;
import dev.thalweg.model.kernel.Matrix;

/** The forward pass of a dense layer, for scoring and for learning. */
final class DenseForward implements ForwardKernel {

  private final Dense layer;
  private final int biasOffset;
  private final Matrix outputs;
  private final float[] values;
  private final ForwardProduct product;

  DenseForward(Dense layer, Stage stage, Workbench bench) {
    this.layer = layer;
    int inputs = stage.inputs().size();
    biasOffset = stage.offset() + inputs * layer.units();
    outputs = Matrix.zeros(bench.inputs().rows(), layer.units());
    values = bench.heap().apply(outputs.length());
    Matrix weights = bench.parameters().view(stage.offset(), inputs, layer.units());
    product = bench.products().make(bench.inputs(), weights, outputs, bench.scale());
  }

  @Override
  public void run(float[] parameters, int rows) {
    int length = rows * layer.units();
    product.run(rows);
    outputs.get(values, length);
    layer.activation().apply(values, rows, layer.units(), parameters, biasOffset);
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
