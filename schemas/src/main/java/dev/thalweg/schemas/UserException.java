package dev.thalweg.schemas;

import dev.thalweg.schemas.text.Shown;

/**
 * A condition that the person who runs a command can mend. Its message is all that is shown: one
 * sentence with the cause and the remedy, never a stack trace. It may quote others, so only what
 * prints is kept.
 */
public final class UserException extends RuntimeException {

  public UserException(String message) {
    super(Shown.lines(message));
  }

  public UserException(String message, Throwable cause) {
    super(Shown.lines(message), cause);
  }
}
