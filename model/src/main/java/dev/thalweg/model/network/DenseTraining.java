package dev.thalweg.model.network;

import dev.thalweg.model.kernel.Elementwise;
import dev.thalweg.model.kernel.Masks;
import dev.thalweg.model.kernel.Matrix;
import dev.thalweg.model.kernel.Product;

/** A dense layer that learns: its buffers and its three products. */
final class DenseTraining implements TrainingKernel {

  private final Dense layer;
  private final DenseForward forward;
  private final Matrix weights;
  private final Matrix slopes;
  private final float[] heapSlopes;
  private final float[] dropped;
  private final float[] mask;
  private final Product gradient;
  private Product down;
  private boolean masked;

  DenseTraining(Dense layer, Stage stage, Workbench bench, Matrix gradients) {
    this.layer = layer;
    forward = new DenseForward(layer, stage, bench);
    int rows = bench.inputs().rows();
    int inputs = stage.inputs().size();
    int units = layer.units();
    weights = bench.parameters().view(stage.offset(), inputs, units);
    slopes = Matrix.zeros(rows, units);
    heapSlopes = new float[rows * units];
    mask = new float[hasDropout() ? rows * units : 0];
    dropped = new float[mask.length];
    Matrix gradientView = gradients.view(stage.offset(), inputs, units);
    gradient = Product.of(bench.inputs(), true, slopes, false, gradientView, bench.scale());
  }

  @Override
  public boolean hasDropout() {
    return layer.dropout() > 0;
  }

  @Override
  public void run(float[] parameters, int rows) {
    masked = false;
    forward.run(parameters, rows);
  }

  @Override
  public void drop(Masks masks, int index) {
    if (hasDropout()) {
      masked = true;
      masks.fill(index, layer.dropout(), mask);
      System.arraycopy(values(), 0, dropped, 0, mask.length);
      Elementwise.multiply(dropped, mask, mask.length);
      outputs().put(dropped, mask.length);
    }
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

  @Override
  public void backward() {
    slopes.get(heapSlopes, heapSlopes.length);
    if (masked) {
      Elementwise.multiply(heapSlopes, mask, mask.length);
    }
    layer.activation().derive(heapSlopes, values(), heapSlopes.length);
    slopes.put(heapSlopes, heapSlopes.length);
    gradient.run();
  }

  @Override
  public void down(Matrix below) {
    if (down == null) {
      down = Product.of(slopes, false, weights, true, below, 1);
    }
    down.run();
  }

  @Override
  public void gradient(float[] target) {
    Elementwise.sumRows(heapSlopes, slopes.rows(), layer.units(), target, forward.biasOffset());
  }

  @Override
  public double magnitude(float[] target) {
    double sum = 0;
    int biases = forward.biasOffset();
    for (int i = biases; i < biases + layer.units(); i++) {
      sum += Math.abs(target[i]);
    }
    return sum;
  }

  @Override
  public void close() {
    forward.close();
    gradient.close();
    if (down != null) {
      down.close();
    }
    slopes.free();
  }
}
