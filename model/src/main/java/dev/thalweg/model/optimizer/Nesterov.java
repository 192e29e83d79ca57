package dev.thalweg.model.optimizer;

import dev.thalweg.model.setting.Kind;
import dev.thalweg.model.setting.Values;
import java.util.List;

/**
 * Nesterov's momentum (Sutskever et al. 2013, in the form that Keras and PyTorch compute): v =
 * momentum v + g; w -= r (g + momentum v), with the rate outside the velocity.
 *
 * @param momentum in [0, 1)
 */
public record Nesterov(double momentum) implements Optimizer {

  static final Kind<Optimizer> KIND =
      new Kind<>(
          "nesterov",
          List.of(Momentum.MOMENTUM),
          values -> new Nesterov(values.get(Momentum.MOMENTUM)));

  public Nesterov {
    Momentum.MOMENTUM.check(momentum);
  }

  @Override
  public Kind<Optimizer> kind() {
    return KIND;
  }

  @Override
  public Values values() {
    return Values.NONE.with(Momentum.MOMENTUM, momentum);
  }

  @Override
  public Update update(int parameters) {
    return new NesterovUpdate(momentum, parameters);
  }

  private static final class NesterovUpdate implements Update {
    private final float momentum;
    private final float[] velocity;

    NesterovUpdate(double momentum, int parameters) {
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
        w[i] -= rate * (g[i] + momentum * vi);
      }
    }

    @Override
    public List<float[]> moments() {
      return List.of(velocity);
    }
  }
}
