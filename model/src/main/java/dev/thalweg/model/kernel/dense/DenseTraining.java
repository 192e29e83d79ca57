package dev.thalweg.model.kernel.dense;

import dev.thalweg.model.kernel.Activation;
import dev.thalweg.model.kernel.Elementwise;
import dev.thalweg.model.kernel.Masks;
import dev.thalweg.model.kernel.Matrix;
import dev.thalweg.model.kernel.Product;
import dev.thalweg.model.kernel.TrainingKernel;
import dev.thalweg.model.kernel.Workbench;

/** A dense layer that learns: its buffers and its three products. */
public final class DenseTraining implements TrainingKernel {

  private final int units;
  private final Activation activation;
  private final double dropout;
  private final DenseForward forward;
  private final Matrix weights;
  private final Matrix slopes;
  private final float[] heapSlopes;
  private final float[] dropped;
  private final float[] mask;
  private final Product gradient;
  private final float[] biasSums;
  private final Matrix biasGradient;
  private Product down;
  private boolean masked;

  /**
   * Allocates its buffers and builds its products.
   *
   * @param dropout share of the outputs that the training pass sets to zero
   * @param offset where its weights begin in the flat vector
   * @param gradients flat gradient, laid out like the parameters
   */
  public DenseTraining(
      int units,
      Activation activation,
      double dropout,
      int offset,
      Workbench bench,
      Matrix gradients) {
    this.units = units;
    this.activation = activation;
    this.dropout = dropout;
    forward = new DenseForward(units, activation, offset, bench);
    int rows = bench.inputs().rows();
    int inputs = bench.inputs().columns();
    weights = bench.parameters().view(offset, inputs, units);
    slopes = Matrix.zeros(rows, units);
    heapSlopes = new float[rows * units];
    mask = new float[hasDropout() ? rows * units : 0];
    dropped = new float[mask.length];
    Matrix gradientView = gradients.view(offset, inputs, units);
    biasSums = new float[units];
    biasGradient = gradients.view(forward.biasOffset(), 1, units);
    gradient = bench.products().gradient(bench.inputs(), slopes, gradientView, bench.scale());
  }

  @Override
  public boolean hasDropout() {
    return dropout > 0;
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
      masks.fill(index, dropout, mask);
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
    activation.derive(heapSlopes, values(), heapSlopes.length);
    slopes.put(heapSlopes, heapSlopes.length);
    gradient.run();
    Elementwise.sumRows(heapSlopes, slopes.rows(), units, biasSums, 0);
    biasGradient.put(biasSums, units);
  }

  @Override
  public void down(TrainingKernel below) {
    if (down == null) {
      down = Product.of(slopes, false, weights, true, below.slopes(), 1);
    }
    down.run();
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
