package dev.thalweg.monitor.alarm;

import dev.thalweg.monitor.drift.ErrorDetectors;
import dev.thalweg.monitor.drift.Rise;
import dev.thalweg.monitor.state.VarLong;
import java.nio.ByteBuffer;
import java.util.Optional;

/** The errors of one model's served weights: those of its labelled predictions. */
final class ServedDrift implements DriftState {
  private final ErrorDetectors errors;
  private long judged;

  ServedDrift() {
    this(new ErrorDetectors(), 0);
  }

  private ServedDrift(ErrorDetectors errors, long judged) {
    this.errors = errors;
    this.judged = judged;
  }

  /** How many labelled predictions it has heard of. */
  long judged() {
    return judged;
  }

  Optional<Rise> add(boolean isWrong) {
    judged++;
    return errors.sample(isWrong);
  }

  @Override
  public int bytes() {
    return VarLong.bytes(judged) + errors.bytes();
  }

  @Override
  public void writeTo(ByteBuffer out) {
    VarLong.write(out, judged);
    errors.writeTo(out);
  }

  static ServedDrift readFrom(ByteBuffer in) {
    long judged = VarLong.read(in);
    return new ServedDrift(ErrorDetectors.readFrom(in), judged);
  }
}
