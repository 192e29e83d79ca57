package dev.thalweg.scorer.http.classify;

import dev.thalweg.http.route.ProblemException;

/** A picture that can't be made into pixels; its message is a sentence for the one who sent it. */
public final class UndecodableException extends Exception {

  /** What is wrong. */
  public enum Kind {
    /** No format that is known. */
    UNSUPPORTED,
    /** More pixels than are decoded. */
    TOO_LARGE,
    /** Damaged, or nothing on it. */
    MALFORMED,
    /** It took too long. */
    TIMED_OUT
  }

  private final Kind kind;

  public UndecodableException(Kind kind, String message) {
    super(message);
    this.kind = kind;
  }

  public Kind kind() {
    return kind;
  }

  ProblemException problem() {
    return switch (kind) {
      case UNSUPPORTED -> ProblemException.unsupported(getMessage());
      case TOO_LARGE -> ProblemException.tooLarge(getMessage());
      case MALFORMED -> ProblemException.malformed(getMessage());
      case TIMED_OUT -> ProblemException.unavailable(getMessage());
    };
  }
}
