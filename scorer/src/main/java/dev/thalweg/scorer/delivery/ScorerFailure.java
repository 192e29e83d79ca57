package dev.thalweg.scorer.delivery;

import dev.thalweg.schemas.UserException;
import dev.thalweg.topics.ClientFailure;

/** What a failure of the scorer says to the person who can mend it. */
final class ScorerFailure {
  private ScorerFailure() {}

  /** A prediction or a dead letter that could not be written. */
  static UserException unwritten(Throwable failure) {
    return ClientFailure.unwritten(
        "Predictions can't be written; started again, the scorer continues with the first example"
            + " that has none",
        failure);
  }
}
