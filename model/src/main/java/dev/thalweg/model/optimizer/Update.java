package dev.thalweg.model.optimizer;

import java.util.List;

/**
 * The moving parts of an {@link Optimizer}: its moments and the loop that applies it. Every loop is
 * one pass over all parameters, which C2 vectorises; ND4J's own Adam operation took 330 us where
 * this takes 40 to 90.
 */
public interface Update {

  /**
   * Added and taken away again it rounds to a multiple of 2^-123, so that moments of rarely lit
   * pixels, which decay for ever, become zero or stay normal: arithmetic on subnormal numbers is
   * slow on many processors. Measured over three passes of MNIST with the preset {@code online}
   * (Zen 4, which minds them less than others): 85k samples/s without it, 98k with it, and the same
   * weights to the last bit. It is far below every epsilon allowed, squared.
   */
  float FLUSH = 1e-30f;

  /**
   * Changes the parameters in place.
   *
   * @param w parameters
   * @param g gradient
   * @param rate the schedule's rate for this step
   * @param t updates applied since the beginning or the last restart, this one included
   */
  void apply(float[] w, float[] g, double rate, long t);

  /** The moments, in a fixed order, each as long as the parameters. */
  List<float[]> moments();
}
