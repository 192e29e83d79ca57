package dev.thalweg.trainer;

import dev.thalweg.schemas.PipelineTopic;
import dev.thalweg.schemas.UserException;
import dev.thalweg.topics.ClientFailure;
import dev.thalweg.trainer.log.KafkaSampleLog;
import org.apache.kafka.clients.consumer.InvalidOffsetException;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.streams.errors.MissingSourceTopicException;
import org.apache.kafka.streams.errors.StreamsException;
import org.apache.kafka.streams.errors.TaskCorruptedException;
import org.apache.kafka.streams.errors.TaskMigratedException;

/** What ended the trainer, in words for the person who can mend it. */
final class TrainerFailure {
  private TrainerFailure() {}

  /** Whether a topic that Kafka Streams reads is gone; it does not say which. */
  static boolean isMissingSource(Throwable failure) {
    for (Throwable t = failure; t != null; t = t.getCause()) {
      if (t instanceof MissingSourceTopicException) {
        return true;
      }
    }
    return false;
  }

  /** A {@link UserException} where there is something to mend, else the failure itself. */
  static Throwable mendable(Throwable failure, TrainerConfig config) {
    Throwable explained = ClientFailure.explained(failure);
    if (explained instanceof UserException) {
      return explained;
    }
    String samples = config.learner().pipeline().topic(PipelineTopic.SAMPLES);
    if (isMissingSource(failure)) {
      return KafkaSampleLog.gone(samples, failure);
    }
    for (Throwable t = failure; t != null; t = t.getCause()) {
      if (t instanceof OutOfMemoryError) {
        return new UserException(
            ("The %,d MB of heap of this process are too few for the learners that it has (%s): start"
                    + " it again with more, as by JAVA_OPTS=-Xmx; it continues where it stopped.")
                .formatted(Runtime.getRuntime().maxMemory() >> 20, t.getMessage()),
            failure);
      }
      if (t instanceof InvalidOffsetException) {
        return new UserException(
            "%s no longer holds the offset at which the trainer stands (%s): if it was trimmed, use"
                    .formatted(samples, t.getMessage())
                + " another --pipeline or --dir to begin anew.",
            failure);
      }
    }
    Throwable root = ClientFailure.root(failure);
    return failure instanceof StreamsException
            && (root instanceof KafkaException || ClientFailure.isTimeout(failure))
        ? ClientFailure.notTaken(config.connection().bootstrapServer(), failure)
        : failure;
  }

  /**
   * Whether Kafka Streams would have gone on by itself, had it not been met where a task begins:
   * there (4.3.1) it takes what says that a task was lost for a failure of the program.
   */
  static boolean isMigrated(Throwable failure) {
    for (Throwable t = failure; t != null; t = t.getCause()) {
      if (t instanceof TaskMigratedException || t instanceof TaskCorruptedException) {
        return true;
      }
    }
    return false;
  }

  /** What a failure that the trainer outlives has been, in a sentence. */
  static String passing(Throwable failure) {
    String said = ClientFailure.root(failure).getMessage();
    return ClientFailure.isFencing(failure)
        ? "a transaction was not ended in time (%s)".formatted(said)
        : said;
  }

  /** Kafka Streams has ended in error, and no thread of it has told why. */
  static UserException unexplained(TrainerConfig config) {
    return new UserException(
        ("Kafka Streams could not go on with the trainer of %s: start it again; it"
                + " continues where it stopped.")
            .formatted(config.learner().pipeline().name()));
  }
}
