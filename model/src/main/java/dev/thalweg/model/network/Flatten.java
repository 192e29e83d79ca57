package dev.thalweg.model.network;

import dev.thalweg.model.kernel.Flattening;
import dev.thalweg.model.kernel.ForwardKernel;
import dev.thalweg.model.kernel.Matrix;
import dev.thalweg.model.kernel.TrainingKernel;
import dev.thalweg.model.kernel.Workbench;
import dev.thalweg.model.text.Word;
import java.util.List;

/**
 * Makes one row of what it is given, row-major. A dense layer does so by itself; written out it
 * says that what follows has no rows and columns any more.
 */
public record Flatten() implements Layer {

  static final String NAME = "flatten";

  static Flatten read(Word word) {
    word.having(0, 0, NAME);
    return new Flatten();
  }

  @Override
  public String text() {
    return NAME;
  }

  @Override
  public Shape outputs(Shape inputs) {
    if (inputs.size() > Shape.DIMENSION_MAX) {
      throw Word.unreadable(
          text(),
          "a row of %d numbers is too long, %d is the limit"
              .formatted(inputs.size(), Shape.DIMENSION_MAX));
    }
    return Shape.of(inputs.size());
  }

  @Override
  public List<Block> blocks(Shape inputs) {
    return List.of();
  }

  @Override
  public long multiplications(Shape inputs) {
    return 0;
  }

  @Override
  public ForwardKernel forward(Stage stage, Workbench bench) {
    return new Flattening(bench, false);
  }

  @Override
  public TrainingKernel training(Stage stage, Workbench bench, Matrix gradients) {
    return new Flattening(bench, true);
  }

  @Override
  public <R> R accept(LayerVisitor<R> visitor) {
    return visitor.visit(this);
  }
}
