package dev.thalweg.model;

import static org.assertj.core.api.Assertions.assertThat;

import dev.thalweg.model.learning.Hyperparameters;
import dev.thalweg.model.learning.Schedule;
import dev.thalweg.model.network.Architecture;
import dev.thalweg.model.optimizer.Adam;
import dev.thalweg.model.optimizer.AdamW;
import dev.thalweg.model.optimizer.Momentum;
import dev.thalweg.model.optimizer.Nesterov;
import dev.thalweg.model.optimizer.Sgd;

/**
 * Optimizers, schedules and averaging in plain double precision, straight from their definitions.
 */
final class ReferenceLearner {

  private final Hyperparameters h;
  private final ReferenceNetwork network;
  private final double[] first;
  private final double[] second;
  private final double[] weightedSum;
  private double weight;
  private int t;
  public final double[] w;

  public ReferenceLearner(Architecture architecture, Hyperparameters h, double[] w) {
    this.h = h;
    this.w = w;
    network = new ReferenceNetwork(architecture, h.l2(), null);
    first = new double[w.length];
    second = new double[w.length];
    weightedSum = new double[w.length];
  }

  public double step(byte[] pixels, double[] labels) {
    double loss = network.lossSum(w, pixels, labels);
    double[] g = network.gradient(w, pixels, labels);
    double rate = rate((double) t * labels.length);
    t++;
    for (int i = 0; i < w.length; i++) {
      w[i] -= rate * direction(i, g[i]);
    }
    if (h.emaSamples() > 0) {
      double d = 1 - (double) labels.length / h.emaSamples();
      weight = d * weight + 1;
      for (int i = 0; i < w.length; i++) {
        weightedSum[i] = d * weightedSum[i] + w[i];
      }
    }
    return loss;
  }

  /** The average by its definition: the updates weighted by d^age. */
  public double[] average() {
    double[] average = new double[w.length];
    for (int i = 0; i < w.length; i++) {
      average[i] = weightedSum[i] / weight;
    }
    return average;
  }

  private double rate(double n) {
    if (h.schedule() instanceof Schedule.InverseSqrt s) {
      return Math.max(s.floor(), s.rate() / Math.sqrt(1 + n / s.samples()));
    } else if (h.schedule() instanceof Schedule.Linear s) {
      double done = Math.min(1, n / s.samples());
      return (1 - done) * s.rate() + done * s.finalRate();
    }
    assertThat(h.schedule()).isInstanceOf(Schedule.Constant.class);
    return h.schedule().at(0);
  }

  private double direction(int i, double g) {
    if (h.optimizer() instanceof Momentum momentum) {
      first[i] = momentum.momentum() * first[i] + g;
      return first[i];
    } else if (h.optimizer() instanceof Nesterov nesterov) {
      first[i] = nesterov.momentum() * first[i] + g;
      return g + nesterov.momentum() * first[i];
    } else if (h.optimizer() instanceof Adam adam) {
      return adam(adam, i, g);
    } else if (h.optimizer() instanceof AdamW decayed) {
      return decayed.decay() * w[i] + adam(decayed.adam(), i, g);
    }
    assertThat(h.optimizer()).isInstanceOf(Sgd.class); // any other needs its definition here
    return g;
  }

  private double adam(Adam adam, int i, double g) {
    first[i] = adam.beta1() * first[i] + (1 - adam.beta1()) * g;
    second[i] = adam.beta2() * second[i] + (1 - adam.beta2()) * g * g;
    double c1 = 1 - Math.pow(adam.beta1(), t);
    double c2 = 1 - Math.pow(adam.beta2(), t);
    return Math.sqrt(c2) / c1 * first[i] / (Math.sqrt(second[i]) + adam.epsilon());
  }
}
