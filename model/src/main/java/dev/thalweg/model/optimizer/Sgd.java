package dev.thalweg.model.optimizer;

import dev.thalweg.model.kernel.Elementwise;
import dev.thalweg.model.setting.Kind;
import dev.thalweg.model.setting.Values;
import java.util.List;

/** Plain stochastic gradient descent: w -= r g. */
public record Sgd() implements Optimizer {

  static final Kind<Optimizer> KIND = new Kind<>("sgd", List.of(), values -> new Sgd());

  @Override
  public Kind<Optimizer> kind() {
    return KIND;
  }

  @Override
  public Values values() {
    return Values.NONE;
  }

  @Override
  public Update update(int parameters) {
    return new SgdUpdate();
  }

  private static final class SgdUpdate implements Update {
    @Override
    public void apply(float[] w, float[] g, double rate, long t) {
      Elementwise.addScaled(w, g, 0, w.length, (float) -rate);
    }

    @Override
    public List<float[]> moments() {
      return List.of();
    }
  }
}
