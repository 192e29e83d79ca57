package dev.thalweg.model.network;

import dev.thalweg.model.kernel.Activation;
import dev.thalweg.model.kernel.ForwardKernel;
import dev.thalweg.model.kernel.Matrix;
import dev.thalweg.model.kernel.TrainingKernel;
import dev.thalweg.model.kernel.Workbench;
import dev.thalweg.model.kernel.convolution.ConvolutionForward;
import dev.thalweg.model.kernel.convolution.ConvolutionTraining;
import dev.thalweg.model.kernel.convolution.Patches;
import dev.thalweg.model.text.Word;
import java.util.List;
import java.util.Objects;

/**
 * A convolution of pictures: at each position, activation(x W + b) of the patch x of numbers around
 * it. Zeros are put around the picture so that it keeps its height and width ("same" padding,
 * stride 1); of an odd number of them the last is at the end. The kernel is not turned round, as
 * usual.
 *
 * <p>Its weights are [height, width, inputs, channels] row-major, its biases [channels].
 *
 * @param channels of what comes out, 1 to {@value Architecture#UNITS_MAX}
 * @param height of the kernel, 1 to {@value #SIDE_MAX}
 * @param width of the kernel, likewise
 * @param activation applied to each weighted sum
 */
public record Convolution(int channels, int height, int width, Activation activation)
    implements Layer {

  static final String NAME = "conv";

  /** The longest side of a kernel. */
  public static final int SIDE_MAX = 31;

  /** Most numbers of all patches of an example, which are in memory together: 64 MiB. */
  public static final int PATCHES_MAX = 1 << 24;

  public Convolution {
    Objects.requireNonNull(activation, "activation");
    if (channels < 1 || channels > Architecture.UNITS_MAX) {
      throw new IllegalArgumentException(
          "A convolution has %d channels; give it 1 to %d."
              .formatted(channels, Architecture.UNITS_MAX));
    }
    if (Math.min(height, width) < 1 || Math.max(height, width) > SIDE_MAX) {
      throw new IllegalArgumentException(
          "A convolution has a kernel of %dx%d; its sides are 1 to %d."
              .formatted(height, width, SIDE_MAX));
    }
  }

  static Convolution read(Word word) {
    word.having(3, 3, "conv(8,3x3,relu)");
    List<Integer> sides = word.sides(1);
    return new Convolution(
        word.whole(0), sides.get(0), sides.get(1), word.constant(2, Activation.values()));
  }

  @Override
  public String text() {
    return NAME + "(" + channels + "," + height + "x" + width + "," + activation.text() + ")";
  }

  @Override
  public Shape outputs(Shape inputs) {
    requireRoom(this, inputs, height, width);
    if ((long) channels * inputs.height() * inputs.width() > Shape.SIZE_MAX) {
      throw Word.unreadable(
          text(), "of %s it makes more than %d numbers".formatted(inputs, Shape.SIZE_MAX));
    }
    if (workspace(inputs) > PATCHES_MAX) {
      throw Word.unreadable(
          text(), "its patches of %s have more than %d numbers".formatted(inputs, PATCHES_MAX));
    }
    return Shape.of(inputs.height(), inputs.width(), channels);
  }

  /**
   * Checks that a window fits into a picture.
   *
   * @throws IllegalArgumentException with one sentence if the inputs are no picture, or are smaller
   */
  static void requireRoom(Layer layer, Shape inputs, int height, int width) {
    if (!inputs.hasRowsAndColumns()) {
      throw Word.unreadable(
          layer.text(), "it needs a picture such as 28x28 or 32x32x3 and is given " + inputs);
    }
    if (height > inputs.height() || width > inputs.width()) {
      throw Word.unreadable(
          layer.text(), "%dx%d is larger than its input, %s".formatted(height, width, inputs));
    }
  }

  @Override
  public List<Block> blocks(Shape inputs) {
    int area = height * width;
    List<Integer> dimensions = List.of(height, width, inputs.channels(), channels);
    return List.of(
        Block.weights("weight", dimensions, area * inputs.channels(), area * channels),
        Block.constant("bias", List.of(channels), 0));
  }

  @Override
  public long multiplications(Shape inputs) {
    return blocks(inputs).get(0).size() * inputs.height() * inputs.width();
  }

  @Override
  public long workspace(Shape inputs) {
    Patches patches = patches(inputs);
    return Math.max(patches.size(), (long) patches.run() * channels);
  }

  private Patches patches(Shape inputs) {
    return new Patches(inputs.height(), inputs.width(), inputs.channels(), height, width);
  }

  @Override
  public ForwardKernel forward(Stage stage, Workbench bench) {
    return new ConvolutionForward(
        patches(stage.inputs()), channels, activation, stage.offset(), bench);
  }

  @Override
  public TrainingKernel training(Stage stage, Workbench bench, Matrix gradients) {
    return new ConvolutionTraining(
        patches(stage.inputs()), channels, activation, stage.offset(), bench, gradients);
  }

  @Override
  public <R> R accept(LayerVisitor<R> visitor) {
    return visitor.visit(this);
  }
}
