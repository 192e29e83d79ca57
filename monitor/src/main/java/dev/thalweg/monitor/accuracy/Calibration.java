package dev.thalweg.monitor.accuracy;

import dev.thalweg.monitor.state.VarLong;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.OptionalDouble;

/**
 * Whether predictions are as often right as they say: the expected calibration error of Guo,
 * Pleiss, Sun and Weinberger, On Calibration of Modern Neural Networks (2017), equations 1 to 3,
 * over {@value #BINS} bins of equal width, each open below and closed above.
 *
 * <p>Confidences are whole millionths, so that sums are exact and the same in any order.
 */
public final class Calibration {
  /** Of a prediction whose probabilities are none; it does not count here. */
  public static final int NO_CONFIDENCE = -1;

  static final int BINS = 15;
  private static final int MICROS = 1_000_000;

  /** Rounding of float32 can take the sum of probabilities a little above 1. */
  private static final float PROBABILITY_MAX = 1.001f;

  private static final int COUNT = 0;
  private static final int CORRECT = 1;
  private static final int CONFIDENCE = 2;
  private static final int PER_BIN = 3;

  /** For each bin, from the lowest: predictions, right ones, sum of confidences in millionths. */
  private final long[] bins = new long[BINS * PER_BIN];

  /** The highest of the probabilities, in millionths, or {@link #NO_CONFIDENCE}. */
  public static int confidence(List<Float> probabilities) {
    float highest = -1;
    for (float probability : probabilities) {
      if (!(probability >= 0 && probability <= PROBABILITY_MAX)) {
        return NO_CONFIDENCE;
      }
      highest = Math.max(highest, probability);
    }
    return highest < 0 ? NO_CONFIDENCE : (int) Math.min(MICROS, Math.round((double) highest * 1e6));
  }

  void count(int confidence, boolean right) {
    if (confidence != NO_CONFIDENCE) {
      int bin = Math.max(0, (int) (((long) confidence * BINS + MICROS - 1) / MICROS) - 1);
      bins[bin * PER_BIN + COUNT]++;
      bins[bin * PER_BIN + CORRECT] += right ? 1 : 0;
      bins[bin * PER_BIN + CONFIDENCE] += confidence;
    }
  }

  void add(Calibration other) {
    for (int i = 0; i < bins.length; i++) {
      bins[i] += other.bins[i];
    }
  }

  /** The expected calibration error, from 0 to 1; empty when nothing was counted. */
  public OptionalDouble error() {
    long counted = 0;
    long distance = 0;
    for (int i = 0; i < bins.length; i += PER_BIN) {
      counted += bins[i + COUNT];
      distance += Math.abs(bins[i + CORRECT] * MICROS - bins[i + CONFIDENCE]);
    }
    return counted == 0
        ? OptionalDouble.empty()
        : OptionalDouble.of((double) distance / (double) (counted * MICROS));
  }

  int bytes() {
    int bytes = 0;
    for (int i = 0; i < bins.length; i++) {
      if (i % PER_BIN == COUNT || bins[i - i % PER_BIN] > 0) {
        bytes += VarLong.bytes(bins[i]);
      }
    }
    return bytes;
  }

  /** Writes {@link #bytes()} bytes. */
  void writeTo(ByteBuffer out) {
    for (int i = 0; i < bins.length; i++) {
      if (i % PER_BIN == COUNT || bins[i - i % PER_BIN] > 0) {
        VarLong.write(out, bins[i]);
      }
    }
  }

  static Calibration readFrom(ByteBuffer in) {
    Calibration calibration = new Calibration();
    long[] bins = calibration.bins;
    for (int i = 0; i < bins.length; i++) {
      if (i % PER_BIN == COUNT || bins[i - i % PER_BIN] > 0) {
        bins[i] = VarLong.read(in);
      }
    }
    return calibration;
  }
}
