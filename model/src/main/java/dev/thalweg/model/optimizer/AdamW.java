package dev.thalweg.model.optimizer;

import dev.thalweg.model.kernel.Elementwise;
import dev.thalweg.model.setting.Kind;
import dev.thalweg.model.setting.Setting;
import dev.thalweg.model.setting.Types;
import dev.thalweg.model.setting.Values;
import java.util.List;

/**
 * Adam with decoupled weight decay (Loshchilov and Hutter 2019, algorithm 2): w -= r decay w, and
 * then {@link Adam}'s step. As in Keras and PyTorch the decay acts on biases too.
 *
 * @param adam what makes the step
 * @param decay in [0, 1]
 */
public record AdamW(Adam adam, double decay) implements Optimizer {

  static final Setting<Double> DECAY =
      Setting.of("weight.decay", Types.decimal(0, 1))
          .or(0.004)
          .says("Share of each weight that a step of AdamW takes away, times the rate.");

  static final Kind<Optimizer> KIND =
      new Kind<>(
          "adamw",
          List.of(Adam.BETA1, Adam.BETA2, Adam.EPSILON, DECAY),
          values ->
              new AdamW(
                  new Adam(
                      values.get(Adam.BETA1), values.get(Adam.BETA2), values.get(Adam.EPSILON)),
                  values.get(DECAY)));

  public AdamW {
    DECAY.check(decay);
  }

  @Override
  public Kind<Optimizer> kind() {
    return KIND;
  }

  @Override
  public Values values() {
    return adam.values().with(DECAY, decay);
  }

  @Override
  public Update update(int parameters) {
    return new Decayed(decay, adam.update(parameters));
  }

  private record Decayed(double decay, Update step) implements Update {
    @Override
    public void apply(float[] w, float[] g, double rate, long t) {
      Elementwise.addScaled(w, w, 0, w.length, (float) (-rate * decay));
      step.apply(w, g, rate, t);
    }

    @Override
    public List<float[]> moments() {
      return step.moments();
    }
  }
}
