package dev.thalweg.model.learning;

import dev.thalweg.model.setting.Kind;
import dev.thalweg.model.setting.Kinds;
import dev.thalweg.model.setting.Setting;
import dev.thalweg.model.setting.Types;
import dev.thalweg.model.setting.Values;
import dev.thalweg.model.text.Range;
import java.util.List;

/**
 * The learning rate as a function of the samples consumed before the step, since the beginning or
 * the learner's last restart.
 */
public sealed interface Schedule extends Kind.Of<Schedule> {

  /** Most samples a schedule may span. */
  long SAMPLES_MAX = 1_000_000_000_000_000L;

  /** The rate at the first step, which every kind has. */
  Setting<Double> RATE =
      Setting.of("learning.rate", Types.RATE).or(1e-3).inGrids("lr").says("The initial rate.");

  /** The learning rate after {@code samples} samples, which is 0 at the first step. */
  double at(long samples);

  /** All kinds. */
  static Kinds<Schedule> kinds() {
    return new Kinds<>("schedule", List.of(Constant.KIND, InverseSqrt.KIND, Linear.KIND));
  }

  /**
   * The same rate always.
   *
   * @param rate more than 0
   */
  record Constant(double rate) implements Schedule {
    static final Kind<Schedule> KIND =
        new Kind<>("constant", List.of(RATE), values -> new Constant(values.get(RATE)));

    public Constant {
      RATE.check(rate);
    }

    @Override
    public double at(long samples) {
      return rate;
    }

    @Override
    public Kind<Schedule> kind() {
      return KIND;
    }

    @Override
    public Values values() {
      return Values.NONE.with(RATE, rate);
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
    static final Setting<Double> SAMPLES =
        Setting.of("schedule.samples", Types.decimal(1, SAMPLES_MAX))
            .or(10_000.0)
            .says(
                "For inverse-sqrt, after how many samples the rate has fallen by a factor of 1.41;"
                    + " for linear, after how many it stays.");

    static final Setting<Double> FLOOR =
        Setting.of("learning.rate.floor", Types.decimal(0, Range.RATE_MAX))
            .or(1e-3)
            .fitting((floor, values) -> Math.min(floor, values.get(RATE)))
            .says("For inverse-sqrt, what the rate does not fall below.");

    static final Kind<Schedule> KIND =
        new Kind<>(
            "inverse_sqrt",
            List.of(RATE, SAMPLES, FLOOR),
            values -> new InverseSqrt(values.get(RATE), values.get(SAMPLES), values.get(FLOOR)));

    public InverseSqrt {
      RATE.check(rate);
      SAMPLES.check(samples);
      Range.within(FLOOR.key(), floor, 0, rate);
      floor = floor + 0.0; // -0.0 becomes 0.0
    }

    @Override
    public double at(long n) {
      return Math.max(floor, rate / Math.sqrt(1 + n / samples));
    }

    @Override
    public Kind<Schedule> kind() {
      return KIND;
    }

    @Override
    public Values values() {
      return Values.NONE.with(RATE, rate).with(SAMPLES, samples).with(FLOOR, floor);
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
    static final Setting<Long> SAMPLES =
        Setting.of("schedule.samples", Types.whole(1, SAMPLES_MAX))
            .says(InverseSqrt.SAMPLES.description());

    static final Setting<Double> FINAL =
        Setting.of("learning.rate.final", Types.decimal(0, Range.RATE_MAX))
            .or(0.0)
            .fitting((last, values) -> Math.min(last, values.get(RATE)))
            .says("For linear, the rate that stays.");

    static final Kind<Schedule> KIND =
        new Kind<>(
            "linear",
            List.of(RATE, SAMPLES, FINAL),
            values -> new Linear(values.get(RATE), values.get(FINAL), values.get(SAMPLES)));

    public Linear {
      RATE.check(rate);
      FINAL.check(finalRate);
      SAMPLES.check(samples);
      finalRate = finalRate + 0.0; // -0.0 becomes 0.0
    }

    @Override
    public double at(long n) {
      return n >= samples ? finalRate : rate + (finalRate - rate) * ((double) n / samples);
    }

    @Override
    public Kind<Schedule> kind() {
      return KIND;
    }

    @Override
    public Values values() {
      return Values.NONE.with(RATE, rate).with(SAMPLES, samples).with(FINAL, finalRate);
    }
  }
}
