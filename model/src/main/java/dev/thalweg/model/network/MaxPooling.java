package dev.thalweg.model.network;

import dev.thalweg.model.kernel.ForwardKernel;
import dev.thalweg.model.kernel.Matrix;
import dev.thalweg.model.kernel.TrainingKernel;
import dev.thalweg.model.kernel.Workbench;
import dev.thalweg.model.kernel.pooling.PoolingForward;
import dev.thalweg.model.kernel.pooling.PoolingTraining;
import dev.thalweg.model.kernel.pooling.PoolingWindows;
import dev.thalweg.model.text.Word;
import java.util.List;

/**
 * The largest number of each window of a picture, channel by channel. Windows lie side by side, and
 * rows and columns that fill none are left out.
 *
 * @param height of the window, 1 to {@value #SIDE_MAX}
 * @param width of the window, likewise
 */
public record MaxPooling(int height, int width) implements Layer {

  static final String NAME = "pool";

  /** The longest side of a window. */
  public static final int SIDE_MAX = 1024;

  public MaxPooling {
    if (Math.min(height, width) < 1 || Math.max(height, width) > SIDE_MAX) {
      throw new IllegalArgumentException(
          "A pooling has a window of %dx%d; its sides are 1 to %d."
              .formatted(height, width, SIDE_MAX));
    }
  }

  static MaxPooling read(Word word) {
    List<Integer> sides = word.having(1, 1, "pool(2x2)").sides(0);
    return new MaxPooling(sides.get(0), sides.get(1));
  }

  @Override
  public String text() {
    return NAME + "(" + height + "x" + width + ")";
  }

  @Override
  public Shape outputs(Shape inputs) {
    Convolution.requireRoom(this, inputs, height, width);
    return Shape.of(inputs.height() / height, inputs.width() / width, inputs.channels());
  }

  @Override
  public List<Block> blocks(Shape inputs) {
    return List.of();
  }

  @Override
  public long multiplications(Shape inputs) {
    return 0;
  }

  private PoolingWindows windows(Shape inputs) {
    return new PoolingWindows(inputs.height(), inputs.width(), inputs.channels(), height, width);
  }

  @Override
  public ForwardKernel forward(Stage stage, Workbench bench) {
    return new PoolingForward(windows(stage.inputs()), bench);
  }

  @Override
  public TrainingKernel training(Stage stage, Workbench bench, Matrix gradients) {
    return new PoolingTraining(windows(stage.inputs()), bench);
  }

  @Override
  public <R> R accept(LayerVisitor<R> visitor) {
    return visitor.visit(this);
  }
}
