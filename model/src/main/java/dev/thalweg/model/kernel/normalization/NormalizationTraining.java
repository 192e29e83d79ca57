package dev.thalweg.model.kernel.normalization;

import dev.thalweg.model.kernel.Matrix;
import dev.thalweg.model.kernel.TrainingKernel;
import dev.thalweg.model.kernel.Workbench;
import java.util.Arrays;

/** A layer normalisation that learns. */
public final class NormalizationTraining implements TrainingKernel {

  private final NormalizationForward forward;
  private final Matrix slopes;
  private final float[] heapSlopes;
  private final float[] parts;
  private final double[] gradients;
  private final float[] heapGradient;
  private final Matrix gradient;

  /**
   * As {@link NormalizationForward}, with all examples of a minibatch kept.
   *
   * @param flat gradient, laid out like the parameters
   */
  public NormalizationTraining(int gains, int offset, Workbench bench, Matrix flat) {
    forward = new NormalizationForward(gains, offset, bench, bench.inputs().rows());
    slopes = Matrix.zeros(bench.inputs().rows(), bench.inputs().columns());
    heapSlopes = new float[slopes.length()];
    parts = new float[gains];
    gradients = new double[2 * gains];
    heapGradient = new float[gradients.length];
    gradient = flat.view(offset, 1, gradients.length);
  }

  @Override
  public void run(float[] parameters, int rows) {
    System.arraycopy(parameters, forward.offset(), parts, 0, parts.length);
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

  /** Leaves the slopes by the normalised numbers. */
  @Override
  public void backward() {
    slopes.get(heapSlopes, heapSlopes.length);
    Arrays.fill(gradients, 0);
    int gains = parts.length;
    for (int row = 0; row < slopes.rows(); row++) {
      int start = row * slopes.columns();
      for (int i = 0; i < slopes.columns(); i++) {
        float slope = heapSlopes[start + i];
        gradients[i % gains] += slope * forward.normalized()[start + i];
        gradients[gains + i % gains] += slope;
        heapSlopes[start + i] = slope * parts[i % gains];
      }
    }
    for (int i = 0; i < gradients.length; i++) {
      heapGradient[i] = (float) gradients[i];
    }
    gradient.put(heapGradient, heapGradient.length);
  }

  /** By dx = factor (dn - mean(dn) - n mean(dn n)), with n the normalised numbers. */
  @Override
  public void down(TrainingKernel below) {
    int size = slopes.columns();
    float[] normalized = forward.normalized();
    for (int row = 0; row < slopes.rows(); row++) {
      double sum = 0;
      double projection = 0;
      for (int i = row * size; i < (row + 1) * size; i++) {
        sum += heapSlopes[i];
        projection += heapSlopes[i] * normalized[i];
      }
      for (int i = row * size; i < (row + 1) * size; i++) {
        double slope = heapSlopes[i] - sum / size - normalized[i] * projection / size;
        heapSlopes[i] = (float) (forward.factors()[row] * slope);
      }
    }
    below.slopes().put(heapSlopes, heapSlopes.length);
  }

  @Override
  public void close() {
    forward.close();
    slopes.free();
  }
}
