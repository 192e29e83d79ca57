package dev.thalweg.model.kernel.pooling;

import dev.thalweg.model.kernel.Activation;
import dev.thalweg.model.kernel.Elementwise;
import dev.thalweg.model.kernel.Matrix;
import dev.thalweg.model.kernel.NativeOperation;
import dev.thalweg.model.kernel.Source;
import dev.thalweg.model.kernel.TrainingKernel;
import dev.thalweg.model.kernel.Workbench;

/**
 * A max-pooling that learns, of whole minibatches by ND4J's operations.
 *
 * <p>Of a layer below that gives sums it takes the largest sum of each window, and applies the
 * activation to these: no activation falls, so that the largest output is that of the largest sum.
 */
public final class PoolingTraining implements TrainingKernel {

  private final PoolingWindows windows;
  private final float scale;
  private final Activation activation;
  private final Matrix inputs;
  private final Matrix outputs;
  private final float[] values;
  private final Matrix slopes;
  private final float[] heapSlopes;
  private final NativeOperation pooling;
  private NativeOperation down;

  /** Allocates its buffers and builds its operation. */
  public PoolingTraining(PoolingWindows windows, Workbench bench) {
    this.windows = windows;
    scale = (float) bench.scale();
    Source.Sums sums =
        bench.source().sums().orElseGet(() -> new Source.Sums(bench.inputs(), Activation.IDENTITY));
    inputs = sums.matrix();
    activation = sums.activation();
    outputs = Matrix.zeros(inputs.rows(), windows.outputs());
    values = new float[outputs.length()];
    slopes = Matrix.zeros(outputs.rows(), outputs.columns());
    heapSlopes = new float[slopes.length()];
    pooling = windows.pooling(inputs, outputs);
  }

  @Override
  public void run(float[] parameters, int rows) {
    pooling.run();
    outputs.get(values, values.length);
    activation.apply(values, values.length);
    if (scale != 1) {
      Elementwise.multiply(values, scale, values.length);
    }
    outputs.put(values, values.length);
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
  public Matrix slopes() {
    return slopes;
  }

  /** Leaves the slopes by the largest sums. */
  @Override
  public void backward() {
    slopes.get(heapSlopes, heapSlopes.length);
    activation.derive(heapSlopes, values, heapSlopes.length);
    slopes.put(heapSlopes, heapSlopes.length);
  }

  @Override
  public void down(TrainingKernel below) {
    if (down == null) {
      down = windows.slopes(inputs, slopes, below.slopes());
    }
    down.run();
  }

  @Override
  public void close() {
    pooling.close();
    outputs.free();
    slopes.free();
    if (down != null) {
      down.close();
    }
  }
}
