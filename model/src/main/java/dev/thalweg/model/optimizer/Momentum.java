package dev.thalweg.model.optimizer;

import dev.thalweg.model.setting.Kind;
import dev.thalweg.model.setting.Setting;
import dev.thalweg.model.setting.Types;
import dev.thalweg.model.setting.Values;
import java.util.List;

/**
 * v = momentum v + g; w -= r v (Polyak 1964, in the form of Sutskever et al. 2013 with the rate
 * outside the velocity).
 *
 * @param momentum in [0, 1)
 */
public record Momentum(double momentum) implements Optimizer {

  static final Setting<Double> MOMENTUM =
      Setting.of("momentum", Types.BELOW_1)
          .or(0.9)
          .says("Share of the velocity that a step keeps.");

  static final Kind<Optimizer> KIND =
      new Kind<>("momentum", List.of(MOMENTUM), values -> new Momentum(values.get(MOMENTUM)));

  public Momentum {
    MOMENTUM.check(momentum);
  }

  @Override
  public Kind<Optimizer> kind() {
    return KIND;
  }

  @Override
  public Values values() {
    return Values.NONE.with(MOMENTUM, momentum);
  }

  @Override
  public Update update(int parameters) {
    return new MomentumUpdate(momentum, parameters);
  }

  private static final class MomentumUpdate implements Update {
    private final float momentum;
    private final float[] velocity;

    MomentumUpdate(double momentum, int parameters) {
      this.momentum = (float) momentum;
      velocity = new float[parameters];
    }

    @Override
    public void apply(float[] w, float[] g, double rate, long t) {
      apply(w, g, velocity, momentum, (float) rate);
    }

    private static void apply(float[] w, float[] g, float[] v, float momentum, float rate) {
      for (int i = 0; i < w.length; i++) {
        float vi = momentum * v[i] + g[i] + FLUSH - FLUSH;
        v[i] = vi;
        w[i] -= rate * vi;
      }
    }

    @Override
    public List<float[]> moments() {
      return List.of(velocity);
    }
  }
}
