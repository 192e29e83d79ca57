package dev.thalweg.monitor.join;

/**
 * What has to be kept of a prediction until its label comes, and to know it again after.
 *
 * @param confidence its highest probability in millionths, or {@code Calibration.NO_CONFIDENCE}
 */
public record HeldPrediction(
    String model, long version, int predicted, int confidence, long scoredAtMs) {

  boolean isOf(String otherModel, long otherVersion) {
    return version == otherVersion && model.equals(otherModel);
  }
}
