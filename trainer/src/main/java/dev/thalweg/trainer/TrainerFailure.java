package dev.thalweg.trainer;

import dev.thalweg.schemas.PipelineTopic;
import dev.thalweg.schemas.UserException;
import dev.thalweg.trainer.log.KafkaSampleLog;
import org.apache.kafka.clients.consumer.InvalidOffsetException;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.FencedInstanceIdException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.streams.errors.MissingSourceTopicException;
import org.apache.kafka.streams.errors.StreamsException;

/** What ended the trainer, in words for the person who can mend it. */
final class TrainerFailure {
  private TrainerFailure() {}

  /** A {@link UserException} where there is something to mend, else the failure itself. */
  static Throwable mendable(Throwable failure, TrainerConfig config) {
    String samples = config.learner().pipeline().topic(PipelineTopic.SAMPLES);
    for (Throwable t = failure; t != null; t = t.getCause()) {
      if (t instanceof UserException) {
        return t;
      } else if (t instanceof MissingSourceTopicException) {
        return KafkaSampleLog.gone(samples, failure);
      } else if (t instanceof InvalidOffsetException) {
        return new UserException(
            "%s no longer holds the offset at which the trainer stands (%s): if it was trimmed, use"
                    .formatted(samples, t.getMessage())
                + " another --pipeline or --dir to begin anew.",
            failure);
      } else if (t instanceof FencedInstanceIdException) {
        return new UserException(
            "Another trainer runs under the name %s: give each its own --instance."
                .formatted(config.instance()),
            failure);
      } else if (t instanceof AuthenticationException || t instanceof AuthorizationException) {
        return new UserException(
            "The cluster refuses the trainer (%s): check --command-config and the rights of its"
                    .formatted(t.getMessage())
                + " user.",
            failure);
      } else if (t instanceof TimeoutException) {
        return new UserException(
            "The cluster at %s has not answered for too long (%s): start the trainer again when it does."
                .formatted(config.connection().bootstrapServer(), t.getMessage()),
            failure);
      }
    }
    Throwable root = root(failure);
    if (failure instanceof StreamsException
        && (root instanceof KafkaException || isUnfinishedCommit(root))) {
      return new UserException(
          "The cluster at %s has not taken what the trainer wrote (%s): start the trainer again; it"
                  .formatted(config.connection().bootstrapServer(), root.getMessage())
              + " continues where it stopped.",
          failure);
    }
    return failure;
  }

  /** Kafka Streams has ended in error, and no thread of it has told why. */
  static UserException unexplained(TrainerConfig config) {
    return new UserException(
        ("Kafka Streams could not go on with the trainer of %s: start it again; it"
                + " continues where it stopped.")
            .formatted(config.learner().pipeline().name()));
  }

  /** Streams 4.3.1 goes on to send when a commit has timed out, which its producer refuses. */
  private static boolean isUnfinishedCommit(Throwable root) {
    return root instanceof IllegalStateException
        && String.valueOf(root.getMessage()).contains("timed out and must be retried");
  }

  private static Throwable root(Throwable failure) {
    Throwable root = failure;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    return root;
  }
}
