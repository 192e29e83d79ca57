package dev.thalweg.model.network;

import dev.thalweg.model.kernel.ForwardKernel;
import dev.thalweg.model.kernel.Matrix;
import dev.thalweg.model.kernel.TrainingKernel;
import dev.thalweg.model.kernel.Workbench;
import dev.thalweg.model.kernel.normalization.NormalizationForward;
import dev.thalweg.model.kernel.normalization.NormalizationTraining;
import dev.thalweg.model.text.Word;
import java.util.List;

/**
 * A layer normalisation: the numbers of each example less their mean and divided by their standard
 * deviation, then times a gain and plus a bias (Ba, Kiros and Hinton 2016). It sees one example at
 * a time, so nothing depends on the minibatch.
 *
 * <p>Mean and deviation are those of all numbers of the example. A picture has a gain and a bias
 * for each channel, a row one for each number: first the gains, which begin at 1, then the biases.
 */
public record LayerNormalization() implements Layer {

  static final String NAME = "norm";

  static LayerNormalization read(Word word) {
    word.having(0, 0, NAME);
    return new LayerNormalization();
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
    List<Integer> gains = List.of(gains(inputs));
    return List.of(Block.constant("gain", gains, 1), Block.constant("bias", gains, 0));
  }

  /** How many gains inputs of a shape have. */
  public static int gains(Shape inputs) {
    return inputs.hasRowsAndColumns() ? inputs.channels() : inputs.size();
  }

  @Override
  public long multiplications(Shape inputs) {
    return 3L * inputs.size();
  }

  @Override
  public ForwardKernel forward(Stage stage, Workbench bench) {
    return new NormalizationForward(gains(stage.inputs()), stage.offset(), bench, 1);
  }

  @Override
  public TrainingKernel training(Stage stage, Workbench bench, Matrix gradients) {
    return new NormalizationTraining(gains(stage.inputs()), stage.offset(), bench, gradients);
  }

  @Override
  public <R> R accept(LayerVisitor<R> visitor) {
    return visitor.visit(this);
  }
}
