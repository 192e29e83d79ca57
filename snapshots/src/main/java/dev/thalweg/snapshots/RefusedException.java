package dev.thalweg.snapshots;

/** A readable record that is not taken. The message is the reason, in one sentence. */
public final class RefusedException extends Exception {

  public RefusedException(String reason) {
    super(reason);
  }
}
