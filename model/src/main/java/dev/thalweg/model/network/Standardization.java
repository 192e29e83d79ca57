package dev.thalweg.model.network;

import dev.thalweg.model.kernel.ForwardKernel;
import dev.thalweg.model.kernel.Matrix;
import dev.thalweg.model.kernel.TrainingKernel;
import dev.thalweg.model.kernel.Workbench;
import dev.thalweg.model.kernel.normalization.Standardizing;
import dev.thalweg.model.text.Word;
import java.util.List;

/**
 * Brings the numbers of the examples to one scale: each less its running mean and divided by its
 * running standard deviation, at most {@value Standardizing#LIMIT} in magnitude. A number that is
 * missing (not a number) becomes 0, which is the mean.
 *
 * <p>Its parameters are the means and the factors 1 / deviation, 0 where a number has been constant
 * so far. No gradient moves them: a learner makes them of {@link
 * dev.thalweg.model.scaling.SampleStatistics}. It can only be the first layer.
 */
public record Standardization() implements Layer {

  static final String NAME = "standardize";

  static Standardization read(Word word) {
    word.having(0, 0, NAME);
    return new Standardization();
  }

  @Override
  public String text() {
    return NAME;
  }

  @Override
  public Shape outputs(Shape inputs) {
    return inputs;
  }

  @Override
  public List<Block> blocks(Shape inputs) {
    int numbers = inputs.size();
    return List.of(Block.statistic("mean", numbers, 0), Block.statistic("factor", numbers, 0));
  }

  @Override
  public long multiplications(Shape inputs) {
    return inputs.size();
  }

  @Override
  public boolean takesExamplesOnly() {
    return true;
  }

  @Override
  public ForwardKernel forward(Stage stage, Workbench bench) {
    return new Standardizing(bench, false);
  }

  @Override
  public TrainingKernel training(Stage stage, Workbench bench, Matrix gradients) {
    return new Standardizing(bench, true);
  }

  @Override
  public <R> R accept(LayerVisitor<R> visitor) {
    return visitor.visit(this);
  }
}
