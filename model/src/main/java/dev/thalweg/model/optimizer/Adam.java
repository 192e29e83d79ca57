package dev.thalweg.model.optimizer;

import dev.thalweg.model.setting.Kind;
import dev.thalweg.model.setting.Setting;
import dev.thalweg.model.setting.Types;
import dev.thalweg.model.setting.Values;
import java.util.List;

/**
 * Adam (Kingma and Ba 2015, algorithm 1, in the order of computation that ends its section 2): m =
 * beta1 m + (1 - beta1) g; v = beta2 v + (1 - beta2) g^2; w -= r sqrt(1 - beta2^t) / (1 - beta1^t)
 * m / (sqrt(v) + epsilon), with t the number of updates applied, this one included. Keras computes
 * it so; other programs add epsilon after the correction of v.
 *
 * @param beta1 in [0, 1)
 * @param beta2 in [0, 1)
 * @param epsilon in [1e-12, 1]
 */
public record Adam(double beta1, double beta2, double epsilon) implements Optimizer {

  static final Setting<Double> BETA1 =
      Setting.of("adam.beta1", Types.BELOW_1)
          .or(0.9)
          .says("Share of the mean gradient that a step of Adam keeps.");

  static final Setting<Double> BETA2 =
      Setting.of("adam.beta2", Types.BELOW_1)
          .or(0.999)
          .says("Share of the mean squared gradient that a step of Adam keeps.");

  static final Setting<Double> EPSILON =
      Setting.of("adam.epsilon", Types.decimal(1e-12, 1))
          .or(1e-8)
          .says("What Adam adds to the root of the mean squared gradient.");

  static final Kind<Optimizer> KIND =
      new Kind<>(
          "adam",
          List.of(BETA1, BETA2, EPSILON),
          values -> new Adam(values.get(BETA1), values.get(BETA2), values.get(EPSILON)));

  public Adam {
    BETA1.check(beta1);
    BETA2.check(beta2);
    EPSILON.check(epsilon);
  }

  @Override
  public Kind<Optimizer> kind() {
    return KIND;
  }

  @Override
  public Values values() {
    return Values.NONE.with(BETA1, beta1).with(BETA2, beta2).with(EPSILON, epsilon);
  }

  @Override
  public Update update(int parameters) {
    return new AdamUpdate(this, parameters);
  }

  private static final class AdamUpdate implements Update {
    private final Adam adam;
    private final float[] first;
    private final float[] second;

    AdamUpdate(Adam adam, int parameters) {
      this.adam = adam;
      first = new float[parameters];
      second = new float[parameters];
    }

    @Override
    public void apply(float[] w, float[] g, double rate, long t) {
      double correction =
          Math.sqrt(1 - StrictMath.pow(adam.beta2, (double) t))
              / (1 - StrictMath.pow(adam.beta1, (double) t));
      apply(
          w,
          g,
          first,
          second,
          (float) adam.beta1,
          (float) (1 - adam.beta1),
          (float) adam.beta2,
          (float) (1 - adam.beta2),
          (float) (rate * correction),
          (float) adam.epsilon);
    }

    /** All as locals and parameters: a field read in the loop would keep it from vectorising. */
    private static void apply(
        float[] w,
        float[] g,
        float[] m,
        float[] v,
        float beta1,
        float rest1,
        float beta2,
        float rest2,
        float rate,
        float epsilon) {
      for (int i = 0; i < w.length; i++) {
        float gi = g[i];
        float mi = beta1 * m[i] + rest1 * gi + FLUSH - FLUSH;
        float vi = beta2 * v[i] + rest2 * gi * gi + FLUSH - FLUSH;
        m[i] = mi;
        v[i] = vi;
        w[i] -= rate * (mi / ((float) Math.sqrt(vi) + epsilon));
      }
    }

    @Override
    public List<float[]> moments() {
      return List.of(first, second);
    }
  }
}
