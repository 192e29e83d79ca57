package dev.thalweg.monitor.join;

import dev.thalweg.monitor.state.Answer;
import dev.thalweg.monitor.state.VarLong;
import java.nio.ByteBuffer;

/**
 * What has to be kept of a prediction until its label comes, and to know it again after.
 *
 * @param predicted a class or a number, as an {@link Answer}
 * @param confidence its highest probability in millionths, or {@code Calibration.NO_CONFIDENCE}; of
 *     two classes what {@code BinaryScores.held} gives
 */
public record HeldPrediction(
    String model, long version, long predicted, int confidence, long scoredAtMs) {

  boolean isOf(String otherModel, long otherVersion) {
    return version == otherVersion && model.equals(otherModel);
  }

  /** How many bytes it takes without its model's name. */
  int bytes() {
    return VarLong.bytes(version)
        + VarLong.bytes(predicted)
        + VarLong.bytes(confidence + 1)
        + VarLong.bytes(scoredAtMs);
  }

  /** Writes {@link #bytes()} bytes. */
  void writeTo(ByteBuffer out) {
    VarLong.write(out, version);
    VarLong.write(out, predicted);
    VarLong.write(out, confidence + 1);
    VarLong.write(out, scoredAtMs);
  }

  static HeldPrediction readFrom(ByteBuffer in, String model) {
    long version = VarLong.read(in);
    long predicted = VarLong.read(in);
    int confidence = VarLong.readInt(in) - 1;
    return new HeldPrediction(model, version, predicted, confidence, VarLong.read(in));
  }
}
