package dev.thalweg.topics;

import dev.thalweg.schemas.UserException;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.FencedInstanceIdException;
import org.apache.kafka.common.errors.InvalidProducerEpochException;
import org.apache.kafka.common.errors.ProducerFencedException;

/** What a failure says to the person who can mend it. */
public final class ClientFailure {
  private static final int CAUSES_MAX = 8;

  private ClientFailure() {}

  /** The failure as a sentence where there is one; else itself. */
  public static Throwable explained(Throwable failure) {
    if (failure instanceof UserException) {
      return failure;
    }
    Throwable cause = failure; // the clients wrap what ended them
    for (int i = 0; i < CAUSES_MAX && cause != null; i++) {
      if (cause instanceof UserException) {
        return cause;
      }
      if (cause instanceof FencedInstanceIdException) {
        return new UserException(
            "Another process runs under the same instance name: give each its own.", failure);
      }
      if (cause instanceof ProducerFencedException
          || cause instanceof InvalidProducerEpochException) {
        return new UserException(
            "Another process took over under the same instance name, or this one stood still for"
                + " longer than its transaction timeout: give each its own --instance, or start"
                + " this one again.",
            failure);
      }
      if (cause instanceof AuthorizationException || cause instanceof AuthenticationException) {
        return new UserException(
            "The cluster does not let this process in (%s): check --command-config and the ACLs."
                .formatted(cause.getMessage()),
            failure);
      }
      cause = cause.getCause();
    }
    return failure;
  }

  /** Whether a transaction that failed so can't be made good by another one. */
  public static boolean isFinal(Exception failure) {
    return failure instanceof ProducerFencedException
        || failure instanceof FencedInstanceIdException
        || failure instanceof AuthorizationException
        || failure instanceof AuthenticationException;
  }
}
