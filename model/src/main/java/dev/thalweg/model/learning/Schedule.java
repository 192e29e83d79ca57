package dev.thalweg.model.learning;

import dev.thalweg.model.text.Range;

/**
 * The learning rate as a function of the samples consumed before the step, since the beginning or
 * the learner's last restart.
 */
public sealed interface Schedule {

  /** Most samples a schedule may span. */
  long SAMPLES_MAX = 1_000_000_000_000_000L;

  /** The learning rate after {@code samples} samples, which is 0 at the first step. */
  double at(long samples);

  /** The rate at the first step. */
  double rate();

  /** The same schedule from another first rate; a floor above it comes down with it. */
  Schedule withRate(double rate);

  /**
   * The same rate always.
   *
   * @param rate more than 0
   */
  record Constant(double rate) implements Schedule {
    public Constant {
      Range.rate("learning.rate", rate);
    }

    @Override
    public double at(long samples) {
      return rate;
    }

    @Override
    public Constant withRate(double rate) {
      return new Constant(rate);
    }
  }

  /**
   * max(floor, rate / sqrt(1 + n / samples)) after n samples: falls without having to know how long
   * the stream is.
   *
   * @param rate more than 0
   * @param samples after so many the rate has fallen by sqrt(2)
   * @param floor at least 0, at most the rate
   */
  record InverseSqrt(double rate, double samples, double floor) implements Schedule {
    public InverseSqrt {
      Range.rate("learning.rate", rate);
      Range.within("schedule.samples", samples, 1, SAMPLES_MAX);
      Range.within("learning.rate.floor", floor, 0, rate);
      floor = floor + 0.0; // -0.0 becomes 0.0
    }

    @Override
    public double at(long n) {
      return Math.max(floor, rate / Math.sqrt(1 + n / samples));
    }

    @Override
    public InverseSqrt withRate(double rate) {
      return new InverseSqrt(rate, samples, Math.min(floor, rate));
    }
  }

  /**
   * From the rate to the final rate in a straight line, and the final rate from then on.
   *
   * @param rate more than 0
   * @param finalRate at least 0, at most {@code 1e6}
   * @param samples length of the line
   */
  record Linear(double rate, double finalRate, long samples) implements Schedule {
    public Linear {
      Range.rate("learning.rate", rate);
      Range.within("learning.rate.final", finalRate, 0, Range.RATE_MAX);
      Range.within("schedule.samples", samples, 1, SAMPLES_MAX);
      finalRate = finalRate + 0.0; // -0.0 becomes 0.0
    }

    @Override
    public double at(long n) {
      return n >= samples ? finalRate : rate + (finalRate - rate) * ((double) n / samples);
    }

    @Override
    public Linear withRate(double rate) {
      return new Linear(rate, Math.min(finalRate, rate), samples);
    }
  }
}
