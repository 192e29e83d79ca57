package dev.thalweg.schemas;

/** A record's bytes are not what its topic holds. The message is the reason, in one sentence. */
public final class UnreadableRecordException extends Exception {

  public UnreadableRecordException(String reason) {
    super(reason);
  }

  public UnreadableRecordException(String reason, Throwable cause) {
    super(reason, cause);
  }
}
