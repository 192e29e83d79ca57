package dev.thalweg.monitor;

import dev.thalweg.monitor.MonitorClients.UndecidedException;
import dev.thalweg.schemas.UserException;
import dev.thalweg.topics.ClientFailure;
import org.apache.kafka.common.KafkaException;
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
    Throwable explained = ClientFailure.explained(failure);
    if (explained instanceof UserException) {
      return explained;
    }
    for (Throwable t = failure; t != null; t = t.getCause()) {
      if (t instanceof MissingSourceTopicException) {
        return new UserException(
            "A topic that the monitor of %s reads is gone: run \"thalweg topics create\" and start"
                    .formatted(config.pipeline().name())
                + " it again.",
            failure);
      }
    }
    return failure instanceof StreamsException
            && ClientFailure.root(failure) instanceof KafkaException
        ? ClientFailure.notTaken(config.connection().bootstrapServer(), failure)
        : failure;
  }

  /** Kafka Streams has ended in error, and no thread of it has told why. */
  static UserException unexplained(MonitorConfig config) {
    return new UserException(
        ("Kafka Streams could not go on with the monitor of %s: start it again; it"
                + " continues where it stopped.")
            .formatted(config.pipeline().name()));
  }
}
