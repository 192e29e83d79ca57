package dev.thalweg.monitor;

/** What has to be kept of a prediction until its label comes, and to know it again after. */
record HeldPrediction(String model, long version, int predicted, long scoredAtMs) {

  boolean isOf(String otherModel, long otherVersion) {
    return version == otherVersion && model.equals(otherModel);
  }
}
