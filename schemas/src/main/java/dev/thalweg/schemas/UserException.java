package dev.thalweg.schemas;

/**
 * A condition that the person who runs a command can mend. Its message is all that is shown: one
 * sentence with the cause and the remedy, never a stack trace.
 */
public final class UserException extends RuntimeException {

  public UserException(String message) {
    super(message);
  }

  public UserException(String message, Throwable cause) {
    super(message, cause);
  }
}
