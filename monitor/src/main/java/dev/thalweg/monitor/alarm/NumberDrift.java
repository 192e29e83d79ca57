package dev.thalweg.monitor.alarm;

import dev.thalweg.monitor.drift.NumberErrorDetector;
import dev.thalweg.monitor.drift.NumberRise;
import dev.thalweg.monitor.state.VarLong;
import java.nio.ByteBuffer;
import java.util.Optional;

/**
 * The errors of one model that predicts a number: of its trained weights, or of its served ones.
 */
final class NumberDrift implements DriftState {
  private final NumberErrorDetector detector;
  private long judged;

  NumberDrift() {
    this(new NumberErrorDetector(), 0);
  }

  private NumberDrift(NumberErrorDetector detector, long judged) {
    this.detector = detector;
    this.judged = judged;
  }

  /** How many predicted numbers it has heard of whose targets are known. */
  long judged() {
    return judged;
  }

  /** Takes errors that are alike. */
  Optional<NumberRise> add(double error, int times) {
    judged += times;
    return detector.add(error, times);
  }

  @Override
  public int bytes() {
    return VarLong.bytes(judged) + detector.bytes();
  }

  @Override
  public void writeTo(ByteBuffer out) {
    VarLong.write(out, judged);
    detector.writeTo(out);
  }

  static NumberDrift readFrom(ByteBuffer in) {
    long judged = VarLong.read(in);
    return new NumberDrift(NumberErrorDetector.readFrom(in), judged);
  }
}
