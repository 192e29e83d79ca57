package dev.thalweg.model.network;

import dev.thalweg.model.kernel.Activation;
import dev.thalweg.model.kernel.ForwardKernel;
import dev.thalweg.model.kernel.Matrix;
import dev.thalweg.model.kernel.TrainingKernel;
import dev.thalweg.model.kernel.Workbench;
import dev.thalweg.model.kernel.dense.DenseForward;
import dev.thalweg.model.kernel.dense.DenseTraining;
import dev.thalweg.model.text.Decimal;
import dev.thalweg.model.text.Word;
import java.util.List;
import java.util.Objects;

/**
 * A fully connected layer: activation(x W + b). Its weights are [inputs, units] row-major, its
 * biases [units].
 *
 * @param units outputs of the layer, 1 to {@value Architecture#UNITS_MAX}
 * @param activation applied to each weighted sum
 * @param dropout share of the outputs set to zero in the training pass, in [0, 1); the others are
 *     divided by 1 - dropout, so that scoring needs no correction (inverted dropout, Srivastava et
 *     al. 2014, section 10)
 */
public record Dense(int units, Activation activation, double dropout) implements Layer {

  static final String NAME = "dense";

  private static final String DROPOUT = "dropout";

  public Dense {
    Objects.requireNonNull(activation, "activation");
    if (units < 1 || units > Architecture.UNITS_MAX) {
      throw new IllegalArgumentException(
          "A dense layer has %d units; give it 1 to %d.".formatted(units, Architecture.UNITS_MAX));
    }
    if (!(dropout >= 0 && dropout < 1)) {
      throw new IllegalArgumentException(
          "A dropout of %s is not possible; give at least 0 and less than 1.".formatted(dropout));
    }
    dropout = dropout + 0.0; // -0.0 becomes 0.0, so that equal layers have equal texts
  }

  /** A layer without dropout. */
  public Dense(int units, Activation activation) {
    this(units, activation, 0);
  }

  static Dense read(Word word) {
    word.having(2, 3, "dense(128,relu) or dense(128,relu,dropout=0.2)");
    double dropout = word.arguments().size() < 3 ? 0 : word.decimal(2, DROPOUT);
    return new Dense(word.whole(0), word.constant(1, Activation.values()), dropout);
  }

  @Override
  public String text() {
    String rest = dropout > 0 ? "," + DROPOUT + "=" + Decimal.text(dropout) : "";
    return NAME + "(" + units + "," + activation.text() + rest + ")";
  }

  @Override
  public Shape outputs(Shape inputs) {
    return Shape.of(units);
  }

  @Override
  public List<Block> blocks(Shape inputs) {
    int size = inputs.size();
    return List.of(
        Block.weights("weight", List.of(size, units), size, units),
        Block.constant("bias", List.of(units), 0));
  }

  @Override
  public long multiplications(Shape inputs) {
    return (long) inputs.size() * units;
  }

  @Override
  public ForwardKernel forward(Stage stage, Workbench bench) {
    return new DenseForward(units, activation, stage.offset(), bench);
  }

  @Override
  public TrainingKernel training(Stage stage, Workbench bench, Matrix gradients) {
    return new DenseTraining(units, activation, dropout, stage.offset(), bench, gradients);
  }

  @Override
  public <R> R accept(LayerVisitor<R> visitor) {
    return visitor.visit(this);
  }
}
