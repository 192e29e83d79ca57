package dev.thalweg.model.learning;

import dev.thalweg.model.text.Range;

/** How a gradient g becomes a change of the parameters w, at the schedule's rate r. */
public sealed interface Optimizer {

  /** w -= r g. */
  record Sgd() implements Optimizer {}

  /**
   * v = momentum v + g; w -= r v (Polyak 1964, in the form of Sutskever et al. 2013 with the rate
   * outside the velocity).
   *
   * @param momentum in [0, 1)
   */
  record Momentum(double momentum) implements Optimizer {
    public Momentum {
      Range.below1("momentum", momentum);
    }
  }

  /**
   * Adam (Kingma and Ba 2015, algorithm 1, in the order of computation that ends its section 2): m
   * = beta1 m + (1 - beta1) g; v = beta2 v + (1 - beta2) g^2; w -= r sqrt(1 - beta2^t) / (1 -
   * beta1^t) m / (sqrt(v) + epsilon), with t the number of updates applied, this one included.
   * Keras computes it so; other programs add epsilon after the correction of v.
   *
   * @param beta1 in [0, 1)
   * @param beta2 in [0, 1)
   * @param epsilon in [1e-12, 1]
   */
  record Adam(double beta1, double beta2, double epsilon) implements Optimizer {
    public Adam {
      Range.below1("adam.beta1", beta1);
      Range.below1("adam.beta2", beta2);
      Range.within("adam.epsilon", epsilon, 1e-12, 1);
    }
  }
}
