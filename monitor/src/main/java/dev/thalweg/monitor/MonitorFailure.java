package dev.thalweg.monitor;

import dev.thalweg.monitor.MonitorClients.UndecidedException;
import dev.thalweg.schemas.UserException;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.FencedInstanceIdException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.streams.errors.MissingSourceTopicException;
import org.apache.kafka.streams.errors.StreamsException;

/** What ended the monitor, or a thread of it, in words for the person who can mend it. */
final class MonitorFailure {
  private MonitorFailure() {}

  /**
   * Whether the broker was away in the middle of something: what is committed is as good as ever.
   */
  static boolean isUndecided(Throwable failure) {
    for (Throwable t = failure; t != null; t = t.getCause()) {
      if (t instanceof UndecidedException || t instanceof TimeoutException) {
        return true;
      }
    }
    return false;
  }

  /** A {@link UserException} where there is something to mend, else the failure itself. */
  static Throwable mendable(Throwable failure, MonitorConfig config) {
    Throwable root = failure;
    for (Throwable t = failure; t != null; t = t.getCause()) {
      if (t instanceof UserException) {
        return t;
      }
      if (t instanceof MissingSourceTopicException) {
        return new UserException(
            "A topic that the monitor of %s reads is gone: run \"thalweg topics create\" and start"
                    .formatted(config.pipeline().name())
                + " it again.",
            failure);
      }
      if (t instanceof FencedInstanceIdException) {
        return new UserException(
            "Another monitor runs under the name %s: give each its own --dir."
                .formatted(config.instance()),
            failure);
      }
      if (t instanceof AuthenticationException || t instanceof AuthorizationException) {
        return new UserException(
            "The cluster refuses the monitor (%s): check --command-config and its user's rights."
                .formatted(t.getMessage()),
            failure);
      }
      root = t;
    }
    if (failure instanceof StreamsException && root instanceof KafkaException) {
      return new UserException(
          "The cluster at %s has not taken what the monitor wrote (%s): start it again; it"
                  .formatted(config.connection().bootstrapServer(), root.getMessage())
              + " continues where it stopped.",
          failure);
    }
    return failure;
  }

  /** Kafka Streams has ended in error, and no thread of it has told why. */
  static UserException unexplained(MonitorConfig config) {
    return new UserException(
        ("Kafka Streams could not go on with the monitor of %s: start it again; it"
                + " continues where it stopped.")
            .formatted(config.pipeline().name()));
  }
}
