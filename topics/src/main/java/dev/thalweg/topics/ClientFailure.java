package dev.thalweg.topics;

import dev.thalweg.schemas.UserException;
import dev.thalweg.schemas.access.BrokerAnswer;
import dev.thalweg.topics.rights.TopicRight;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.FencedInstanceIdException;
import org.apache.kafka.common.errors.InvalidConfigurationException;
import org.apache.kafka.common.errors.InvalidPidMappingException;
import org.apache.kafka.common.errors.InvalidProducerEpochException;
import org.apache.kafka.common.errors.InvalidReplicationFactorException;
import org.apache.kafka.common.errors.InvalidTimestampException;
import org.apache.kafka.common.errors.InvalidTxnStateException;
import org.apache.kafka.common.errors.OutOfOrderSequenceException;
import org.apache.kafka.common.errors.PolicyViolationException;
import org.apache.kafka.common.errors.ProducerFencedException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.TransactionAbortableException;
import org.apache.kafka.common.errors.TransactionAbortedException;

/**
 * What a failure of Kafka's clients says to the person who can mend it. Which service it has ended
 * is for the service's own name to say, in front of it.
 */
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
            "Another process runs under the same instance name: give each its own --instance.",
            failure);
      }
      if (cause instanceof ProducerFencedException
          || cause instanceof InvalidProducerEpochException) {
        return new UserException(
            "Another process took over under the same instance name, or this one stood still for"
                + " longer than its transaction timeout: give each its own --instance, or start"
                + " this one again.",
            failure);
      }
      Optional<String> refusal = BrokerAnswer.refusal(cause, "The cluster");
      if (refusal.isPresent()) {
        return new UserException(refusal.get(), failure);
      }
      if (cause instanceof ConfigException) {
        return new UserException(
            "Kafka's clients refuse a setting (%s): check --command-config."
                .formatted(cause.getMessage()),
            failure);
      }
      if (cause instanceof TimeoutException) {
        return new UserException(
            "The cluster has not answered for too long (%s): start again when it does."
                .formatted(cause.getMessage()),
            failure);
      }
      cause = cause.getCause();
    }
    return failure;
  }

  /**
   * The same as a sentence in any case, for somebody who asked for something.
   *
   * @param what could not be done, as in "The topic digits.samples can't be read"
   */
  public static UserException of(String what, Throwable failure) {
    Throwable explained = explained(failure);
    return explained instanceof UserException sentence
        ? new UserException(what + ". " + sentence.getMessage(), failure)
        : new UserException(
            "%s (%s): check --bootstrap-server and --command-config."
                .formatted(what, root(failure).getMessage()),
            failure);
  }

  /**
   * Why an admin client's request was not granted.
   *
   * @param right that it needs, such as "Describe on topic digits.samples"
   */
  public static UserException ofRequest(ExecutionException failure, String right) {
    if (failure.getCause() instanceof AuthorizationException) {
      return TopicRight.missing(right, failure);
    }
    return explained(failure) instanceof UserException sentence
        ? sentence
        : new UserException(
            "The cluster refuses a request that needs %s (%s)."
                .formatted(right, failure.getCause().getMessage()),
            failure);
  }

  /** Whoever waited for an admin client's answer is to end. */
  public static UserException interrupted(InterruptedException failure) {
    Thread.currentThread().interrupt();
    return new UserException("Interrupted while asking the cluster for its topics.", failure);
  }

  /**
   * As {@link #of}, where it is known that something was to be written: the client's own failure
   * does not say which right it is that is missing.
   */
  public static UserException unwritten(String what, Throwable failure) {
    return BrokerAnswer.notWritable(failure, "The cluster")
        .map(sentence -> new UserException(what + ". " + sentence, failure))
        .orElseGet(() -> of(what, failure));
  }

  /**
   * What Kafka Streams was not able to write, for a reason that no exception of its own tells.
   *
   * @param bootstrapServer the cluster's address
   */
  public static UserException notTaken(String bootstrapServer, Throwable failure) {
    Throwable root = root(failure);
    String what =
        "The cluster at %s has not taken what was written (%s): "
            .formatted(bootstrapServer, root.getMessage());
    if (root instanceof RecordTooLargeException) {
      return new UserException(
          what + "raise the topic's max.message.bytes, and start again then.", failure);
    }
    if (root instanceof InvalidTimestampException) {
      return new UserException(
          what
              + "raise the topic's message.timestamp.before.max.ms and"
              + " message.timestamp.after.max.ms, and start again then.",
          failure);
    }
    if (root instanceof PolicyViolationException || root instanceof InvalidConfigurationException) {
      return new UserException(
          what
              + "for the topics that Kafka Streams makes, set what it takes with topic.NAME=VALUE in"
              + " --command-config, where no VALUE leaves it to the cluster.",
          failure);
    }
    return new UserException(what + "start again; it continues where it stopped.", failure);
  }

  /** What lies at the bottom of it. */
  public static Throwable root(Throwable failure) {
    Throwable root = failure;
    for (int i = 0; i < CAUSES_MAX && root.getCause() != null; i++) {
      root = root.getCause();
    }
    return root;
  }

  /** Whether a cluster does not let this user in, or do something; waiting does not help then. */
  public static boolean isRefusal(Throwable failure) {
    return BrokerAnswer.refusal(failure, "").isPresent();
  }

  /** Whether a client has given up to wait for an answer. */
  public static boolean isTimeout(Throwable failure) {
    return BrokerAnswer.isTimeout(failure) || isUnfinishedCommit(root(failure));
  }

  /**
   * Whether a topic could not be made because the brokers that are to hold it have not been heard
   * of by the controller for a while, which only the text says.
   */
  public static boolean isBrokerAway(Throwable failure) {
    return root(failure) instanceof InvalidReplicationFactorException away
        && String.valueOf(away.getMessage()).contains("fenced");
  }

  /** A client (4.3.1) that is told to go on after a commit has timed out says so like this. */
  private static boolean isUnfinishedCommit(Throwable root) {
    return root instanceof IllegalStateException
        && String.valueOf(root.getMessage()).contains("timed out and must be retried");
  }

  /** Whether a producer's transaction is no longer its own, or was ended or lost by the broker. */
  public static boolean isFencing(Throwable failure) {
    return isAny(failure, ProducerFencedException.class)
        || isAny(failure, InvalidProducerEpochException.class)
        || isTransactionLost(failure);
  }

  /**
   * Whether the broker has ended a producer's transaction, or lost sight of its producer, while
   * nobody else has taken its name: it was open for longer than its timeout, or a leader was away.
   */
  public static boolean isTransactionLost(Throwable failure) {
    return isAny(failure, InvalidTxnStateException.class)
        || isAny(failure, InvalidPidMappingException.class)
        || isAny(failure, TransactionAbortableException.class)
        || isAny(failure, TransactionAbortedException.class)
        || isAny(failure, OutOfOrderSequenceException.class) // and UnknownProducerIdException
        || isUnacknowledged(root(failure));
  }

  /** What was sent in a transaction has expired without an answer, which only its text says. */
  private static boolean isUnacknowledged(Throwable root) {
    return root instanceof KafkaException
        && String.valueOf(root.getMessage()).contains("hasn't received acknowledgment");
  }

  private static boolean isAny(Throwable failure, Class<? extends Throwable> type) {
    Throwable cause = failure;
    for (int i = 0; i < CAUSES_MAX && cause != null; i++) {
      if (type.isInstance(cause)) {
        return true;
      }
      cause = cause.getCause();
    }
    return false;
  }

  /** Whether a transaction that failed so can't be made good by another one. */
  public static boolean isFinal(Throwable failure) {
    return failure instanceof ProducerFencedException
        || failure instanceof FencedInstanceIdException
        || failure instanceof AuthorizationException
        || failure instanceof AuthenticationException;
  }
}
