package dev.thalweg.model.kernel.convolution;

import dev.thalweg.model.kernel.Activation;
import dev.thalweg.model.kernel.Matrix;
import dev.thalweg.model.kernel.Product;
import dev.thalweg.model.kernel.TrainingKernel;
import dev.thalweg.model.kernel.Workbench;
import dev.thalweg.model.kernel.picture.PictureKernel;
import dev.thalweg.model.kernel.picture.Pictures;
import dev.thalweg.model.kernel.picture.Planes;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A convolution that learns, of whole minibatches: products of weights and patches, of patches and
 * slopes for the gradient, and of weights and slopes for those below.
 */
public final class ConvolutionTraining extends PictureKernel {

  /** Most numbers of the patches of a group, 4 MB: they stay in a cache between two products. */
  private static final int NUMBERS = 1 << 20;

  private final Patches patches;
  private final Activation activation;
  private final Pictures inputs;
  private final Matrix parameters;
  private final Matrix gradient;
  private boolean givesSums;
  private Work work;

  /**
   * A convolution; its buffers are allocated at the first run.
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
    super(bench.source().rows(), patches.height(), patches.width(), channels);
    this.patches = patches;
    this.activation = activation;
    inputs = Pictures.of(bench.source(), patches.height(), patches.width(), bench.scale());
    inputs.limit(NUMBERS / (patches.depth() + 1) / patches.positions());
    parameters = bench.parameters().view(offset, patches.depth() + 1, channels);
    gradient = gradients.view(offset, patches.depth() + 1, channels);
  }

  @Override
  public void fold(Planes.Fold fold) {
    inputs.fold(fold);
  }

  @Override
  public void limit(int pictures) {
    inputs.limit(pictures);
  }

  @Override
  public Planes planes() {
    return inputs.planes();
  }

  @Override
  public Optional<Activation> sums() {
    givesSums = true;
    return Optional.of(activation);
  }

  @Override
  public void run(float[] flat, int count) {
    if (work == null) {
      work = new Work();
    }
    inputs.begin();
    for (int group = 0; group < planes().groups(); group++) {
      work.patches.make(group);
      work.forward.get(group).run();
    }
    if (!givesSums) {
      work.sums.get(numbers(), numbers().length);
      activation.apply(numbers(), numbers().length);
      giveRows();
    }
  }

  @Override
  public void read(int at, float[] target, int start, int count) {
    if (givesSums) {
      work.sumNumbers.get(at, target, start, count);
    } else {
      super.read(at, target, start, count);
    }
  }

  @Override
  public void write(int at, float[] source, int start, int count) {
    if (givesSums) {
      work.sumNumbers.put(at, source, start, count);
    } else {
      super.write(at, source, start, count);
    }
  }

  /** Weights and biases together, since the patches have a row of ones. */
  @Override
  public void backward() {
    if (!givesSums) {
      takeSlopes();
      activation.derive(heapSlopes(), numbers(), heapSlopes().length);
      work.sums.put(heapSlopes(), heapSlopes().length);
    }
    for (int group = 0; group < planes().groups(); group++) {
      if (planes().groups() > 1) {
        work.patches.make(group);
      }
      work.gradients.get(group).run();
    }
  }

  @Override
  public void down(TrainingKernel below) {
    for (int group = 0; group < planes().groups(); group++) {
      work.down.get(group).run();
      work.patches.back(group);
    }
    inputs.end(below);
  }

  @Override
  public void close() {
    super.close();
    if (work != null) {
      work.close();
    }
  }

  /** Its buffers and products. */
  private final class Work implements AutoCloseable {
    final PatchMatrix patches = new PatchMatrix(ConvolutionTraining.this.patches, inputs);
    final Matrix sums = Matrix.zeros(planes().groups() * channels(), planes().channel());
    final FloatBuffer sumNumbers = sums.buffer();
    final List<Product> forward = new ArrayList<>();
    final List<Product> gradients = new ArrayList<>();
    final List<Product> down = new ArrayList<>();

    /** Slopes take the place of what they are by: of the sums, and of the patches. */
    Work() {
      int depth = ConvolutionTraining.this.patches.depth();
      Matrix columns = patches.matrix();
      Matrix withoutOnes = columns.lines(0, depth);
      Matrix weights = parameters.lines(0, depth);
      for (int group = 0; group < planes().groups(); group++) {
        Matrix some = sums.lines(group * channels(), channels());
        forward.add(Product.of(parameters, true, columns, false, some, 1));
        gradients.add(Product.adding(columns, some, true, gradient, group == 0 ? 0 : 1));
        down.add(Product.of(weights, false, some, false, withoutOnes, 1));
      }
    }

    @Override
    public void close() {
      forward.forEach(Product::close);
      gradients.forEach(Product::close);
      down.forEach(Product::close);
      patches.close();
      sums.free();
    }
  }
}
