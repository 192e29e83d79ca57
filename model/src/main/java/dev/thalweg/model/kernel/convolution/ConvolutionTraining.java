package dev.thalweg.model.kernel.convolution;

import dev.thalweg.model.kernel.Activation;
import dev.thalweg.model.kernel.Matrix;
import dev.thalweg.model.kernel.NativeOperation;
import dev.thalweg.model.kernel.Product;
import dev.thalweg.model.kernel.TrainingKernel;
import dev.thalweg.model.kernel.Workbench;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A convolution that learns, of whole minibatches. Forward it is ND4J's operation. Backward that
 * one takes twice as long as what is done here: a product of slopes and patches for the gradient,
 * and a convolution of the slopes for those below.
 */
public final class ConvolutionTraining implements TrainingKernel {

  private final Patches patches;
  private final Activation activation;
  private final int offset;
  private final PatchColumns columns;
  private final Matrix sums;
  private final float[] values;
  private final Matrix slopes;
  private final float[] heapSlopes;
  private final NativeOperation convolution;
  private final List<Product> gradient = new ArrayList<>();
  private final float[] weights;
  private boolean givesSums;
  private TurnedKernel down;

  /**
   * Allocates its buffers and builds its operations.
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
    this.activation = activation;
    this.offset = offset;
    columns = new PatchColumns(patches, bench);
    int batch = bench.inputs().rows();
    sums = Matrix.zeros(batch, patches.height() * patches.width() * channels);
    values = new float[sums.length()];
    slopes = Matrix.zeros(batch, sums.columns());
    heapSlopes = new float[slopes.length()];
    weights = new float[patches.depth() * channels];
    Matrix kernel = bench.parameters().view(offset, patches.depth(), channels);
    Matrix biases = bench.parameters().view(offset + weights.length, 1, channels);
    convolution = patches.convolution(columns.inputs(), kernel, biases, sums);
    Matrix bySum = slopes.reshaped(batch * patches.positions(), channels);
    Matrix gradientView = gradients.view(offset, patches.depth() + 1, channels);
    int lines = columns.matrix().columns();
    for (int from = 0; from < bySum.rows(); from += lines) {
      Matrix some = bySum.lines(from, lines);
      gradient.add(Product.adding(columns.matrix(), some, gradientView, from == 0 ? 0 : 1));
    }
  }

  @Override
  public void run(float[] parameters, int count) {
    System.arraycopy(parameters, offset, weights, 0, weights.length);
    columns.read();
    convolution.run();
    if (!givesSums) {
      sums.get(values, values.length);
      activation.apply(values, values.length);
      sums.put(values, values.length);
    }
  }

  @Override
  public Matrix outputs() {
    return sums;
  }

  @Override
  public Optional<Sums> sums() {
    givesSums = true;
    return Optional.of(new Sums(sums, activation));
  }

  @Override
  public float[] values() {
    return values;
  }

  @Override
  public Matrix slopes() {
    return slopes;
  }

  /** Weights and biases together, since the patches have a row of ones. */
  @Override
  public void backward() {
    if (!givesSums) {
      slopes.get(heapSlopes, heapSlopes.length);
      activation.derive(heapSlopes, values, heapSlopes.length);
      slopes.put(heapSlopes, heapSlopes.length);
    }
    for (int i = 0; i < gradient.size(); i++) {
      columns.make(i * columns.group());
      gradient.get(i).run();
    }
  }

  @Override
  public void down(TrainingKernel below) {
    if (down == null) {
      down = new TurnedKernel(patches, slopes, below.slopes());
    }
    down.run(weights);
  }

  @Override
  public void close() {
    columns.close();
    convolution.close();
    gradient.forEach(Product::close);
    sums.free();
    slopes.free();
    if (down != null) {
      down.close();
    }
  }
}
