package dev.thalweg.topics.bounded;

import dev.thalweg.schemas.UserException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;

/**
 * A bounded read has made no headway for as long as one is waited for. Its message is a sentence
 * for people; a follower tries again.
 */
public final class StalledReadException extends TimeoutException {
  private static final long serialVersionUID = 1L;

  StalledReadException(TopicPartition partition, long offset, long end) {
    super(
        "%s can't be read from offset %d on, though it goes on to %d: check the broker, then start"
                .formatted(partition, offset, end)
            + " again.");
  }

  /** For those who can't try again. */
  public UserException toUserException() {
    return new UserException(getMessage(), this);
  }
}
