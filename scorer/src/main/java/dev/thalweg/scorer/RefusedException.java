package dev.thalweg.scorer;

/** A readable record that is not taken. The message is the reason, in one sentence. */
final class RefusedException extends Exception {

  RefusedException(String reason) {
    super(reason);
  }
}
