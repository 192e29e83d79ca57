package dev.thalweg.streams;

import dev.thalweg.schemas.Connection;
import dev.thalweg.schemas.UserException;
import dev.thalweg.streams.ExactlyOnceClients.UndecidedException;
import dev.thalweg.topics.ClientFailure;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.streams.errors.MissingSourceTopicException;
import org.apache.kafka.streams.errors.StreamsException;

/**
 * What ended a service, or a thread of it, in words for the person who can mend it.
 *
 * @param service in a sentence, such as {@code monitor of digits}
 */
record StreamsFailure(Connection connection, String service) {

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
  Throwable mendable(Throwable failure) {
    Throwable explained = ClientFailure.explained(failure);
    if (explained instanceof UserException) {
      return explained;
    }
    for (Throwable t = failure; t != null; t = t.getCause()) {
      if (t instanceof MissingSourceTopicException) {
        return new UserException(
            "A topic that the %s reads is gone: run \"thalweg topics create\" and start it again."
                .formatted(service),
            failure);
      }
    }
    return failure instanceof StreamsException
            && ClientFailure.root(failure) instanceof KafkaException
        ? ClientFailure.notTaken(connection.bootstrapServer(), failure)
        : failure;
  }

  /** Kafka Streams has ended in error, and no thread of it has told why. */
  UserException unexplained() {
    return new UserException(
        "Kafka Streams could not go on with the %s: start it again; it continues where it stopped."
            .formatted(service));
  }
}
