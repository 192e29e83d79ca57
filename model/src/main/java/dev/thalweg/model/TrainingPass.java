package dev.thalweg.model;

import dev.thalweg.model.kernel.Elementwise;
import dev.thalweg.model.kernel.Masks;
import dev.thalweg.model.kernel.Matrix;
import dev.thalweg.model.kernel.TrainingKernel;
import dev.thalweg.model.kernel.Workbench;
import dev.thalweg.model.kernel.sparse.SparseExamples;
import dev.thalweg.model.network.Architecture;
import dev.thalweg.model.network.Block;
import dev.thalweg.model.network.Stage;
import java.util.ArrayList;
import java.util.List;

/**
 * Forward and backward pass over minibatches of a fixed size, every buffer allocated and every
 * native operation built once.
 *
 * <p>Matrices multiply in native memory. Between two products the numbers come to the heap for what
 * is done element by element (bias, activation and its derivative, dropout, loss, bias gradients)
 * and go back; the copies take a microsecond or two. The inputs stay as they stand in the examples,
 * their factor is part of the first layer's kernel.
 */
final class TrainingPass implements AutoCloseable {

  /** Some of the flat vector, which weight penalties apply to. */
  private record Part(int start, int end) {}

  private final int batch;
  private final SparseExamples examples;
  private final Matrix weights;
  private final Matrix gradient;
  private final ForwardPass<TrainingKernel> layers;
  private final List<Part> penalised = new ArrayList<>();
  private final boolean hasDropout;
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
  TrainingPass(Architecture architecture, double inputScale, int batch) {
    checkSize(architecture, batch);
    this.batch = batch;
    examples = new SparseExamples(batch, architecture.inputs());
    weights = Matrix.zeros(1, architecture.parameterCount());
    gradient = Matrix.zeros(1, architecture.parameterCount());
    objective = new Objective(architecture);
    sums = new float[batch * architecture.classes()];
    layers =
        new ForwardPass<>(
            architecture,
            new Workbench(examples, inputScale, weights, examples, float[]::new),
            (stage, bench) -> stage.layer().training(stage, bench, gradient));
    hasDropout = layers.kernels().stream().anyMatch(TrainingKernel::hasDropout);
    architecture.stages().forEach(this::addPenalised);
  }

  private static void checkSize(Architecture architecture, int batch) {
    long widest = Math.max(architecture.inputs(), architecture.workspace());
    if (batch * widest > 1 << 28) {
      throw new IllegalArgumentException(
          "A minibatch of %d samples with layers of up to %d numbers each needs too much memory;"
                  .formatted(batch, widest)
              + " use a smaller batch size.");
    }
  }

  private void addPenalised(Stage stage) {
    int start = stage.offset();
    for (Block block : stage.blocks()) {
      int end = start + (int) block.size();
      if (block.isDrawn()) {
        penalised.add(new Part(start, end));
      }
      start = end;
    }
  }

  /**
   * Copies the parameters to where the products read them.
   *
   * @param parameters must not change before the next call: some are read when they are needed
   */
  void load(float[] parameters) {
    examples.load(parameters);
    weights.putFrom(examples.parameterCount(), parameters);
  }

  /** Copies the numbers of a minibatch, row-major [batch, inputs]. */
  void read(float[] inputs) {
    examples.read(inputs);
  }

  /** The same of bytes without a sign, an array for each row. */
  void read(byte[][] inputs) {
    examples.read(inputs);
  }

  /**
   * Forward pass over the minibatch last read, without dropout.
   *
   * @param parameters the loaded ones
   * @param sampleWeights factor of each sample's loss
   * @return loss and number right; the slopes of the outputs are ready for {@link #backward}
   */
  Step forward(float[] parameters, double[] targets, float[] sampleWeights) {
    float[] z = layers.run(parameters, batch, (kernel, index) -> {});
    return objective.evaluate(z, parameters, targets, sampleWeights, sums);
  }

  /** The same with dropout. */
  Step forward(float[] parameters, double[] targets, float[] sampleWeights, Masks masks) {
    float[] z = layers.run(parameters, batch, (kernel, index) -> kernel.drop(masks, index));
    return objective.evaluate(z, parameters, targets, sampleWeights, sums);
  }

  /** Whether a layer drops units. */
  boolean hasDropout() {
    return hasDropout;
  }

  /** Backward pass after {@link #forward}: the gradient of the minibatch's mean loss. */
  void backward() {
    List<TrainingKernel> kernels = layers.kernels();
    TrainingKernel above = kernels.get(kernels.size() - 1);
    above.slopes().put(sums, sums.length);
    above.backward();
    for (int i = kernels.size() - 2; i >= 0; i--) {
      TrainingKernel kernel = kernels.get(i);
      above.down(kernel);
      kernel.backward();
      above = kernel;
    }
  }

  /** The sum of the magnitudes of the last gradient; not finite if one is not. */
  double gradientMagnitude() {
    int start = examples.parameterCount();
    double rest = gradient.magnitude(start, gradient.length() - start);
    return start == 0 ? rest : rest + examples.gradientMagnitude();
  }

  /** Copies the last gradient, in the layout of {@code Parameters}. */
  void gradient(float[] target) {
    int start = examples.parameterCount();
    gradient.getFrom(start, target);
    if (start > 0) {
      examples.getGradient(target);
    }
  }

  /** Adds the penalty's part, l2 * w, to the gradient of the weights. */
  void penalise(float[] target, float[] parameters, float l2) {
    for (Part part : penalised) {
      Elementwise.addScaled(target, parameters, part.start(), part.end(), l2);
    }
  }

  /** Frees the native memory at once. */
  @Override
  public void close() {
    if (!closed) {
      closed = true;
      layers.close();
      examples.close();
      weights.free();
      gradient.free();
    }
  }

  boolean isClosed() {
    return closed;
  }
}
