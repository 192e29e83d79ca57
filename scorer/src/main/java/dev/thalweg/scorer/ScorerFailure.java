package dev.thalweg.scorer;

import dev.thalweg.schemas.UserException;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.FencedInstanceIdException;

/** What a failure says to the person who can mend it. */
final class ScorerFailure {

  private ScorerFailure() {}

  /** The failure as a sentence where there is one; else itself. */
  static Throwable explained(Throwable failure) {
    if (failure instanceof UserException) {
      return failure;
    }
    if (failure instanceof FencedInstanceIdException) {
      return new UserException(
          "Another scorer runs under the same instance name: give each its own.", failure);
    }
    if (failure instanceof AuthorizationException || failure instanceof AuthenticationException) {
      return new UserException(
          "The cluster does not let the scorer in (%s): check --command-config and the ACLs."
              .formatted(failure.getMessage()),
          failure);
    }
    // The consumer wraps what a rebalance listener throws.
    return failure.getCause() instanceof UserException sentence ? sentence : failure;
  }

  /** A prediction or a dead letter that could not be written. */
  static UserException unwritten(Throwable failure) {
    return new UserException(
        "Predictions can't be written (%s): check the broker and start the scorer again; it goes"
                .formatted(failure.getMessage())
            + " on with the first image that has none.",
        failure);
  }
}
