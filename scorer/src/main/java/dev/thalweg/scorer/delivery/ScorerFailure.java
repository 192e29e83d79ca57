package dev.thalweg.scorer.delivery;

import dev.thalweg.schemas.UserException;

/** What a failure of the scorer says to the person who can mend it. */
final class ScorerFailure {
  private ScorerFailure() {}

  /** A prediction or a dead letter that could not be written. */
  static UserException unwritten(Throwable failure) {
    return new UserException(
        "Predictions can't be written (%s): check the broker and start the scorer again; it"
                .formatted(failure.getMessage())
            + " continues with the first image that has none.",
        failure);
  }
}
