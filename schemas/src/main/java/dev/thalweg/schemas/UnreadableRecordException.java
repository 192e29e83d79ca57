package dev.thalweg.schemas;

import dev.thalweg.schemas.text.Shown;

/**
 * A record's bytes are not what its topic holds. The message is the reason, in one sentence that
 * prints.
 */
public final class UnreadableRecordException extends Exception {

  public UnreadableRecordException(String reason) {
    super(Shown.text(reason));
  }

  public UnreadableRecordException(String reason, Throwable cause) {
    super(Shown.text(reason), cause);
  }
}
