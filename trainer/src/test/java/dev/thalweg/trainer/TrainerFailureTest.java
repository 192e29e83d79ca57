package dev.thalweg.trainer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.thalweg.schemas.Connection;
import dev.thalweg.schemas.UserException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InvalidProducerEpochException;
import org.apache.kafka.common.errors.InvalidTxnStateException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.streams.errors.StreamsException;
import org.apache.kafka.streams.errors.TaskMigratedException;
import org.junit.jupiter.api.Test;

class TrainerFailureTest {
  private static final TrainerConfig CONFIG =
      new TrainerConfig(
          new Connection("broker:1", "none", Map.of(), true),
          Fixture.config(),
          "one",
          Path.of("state"),
          Duration.ofSeconds(5));

  private static Throwable mended(Throwable failure) {
    return TrainerFailure.mendable(failure, CONFIG);
  }

  @Test
  void commitThatTheClusterDoesNotTake_isASentence() {
    assertThat(mended(new StreamsException("commit", new KafkaException("in an error state"))))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("The cluster at broker:1")
        .hasMessageContaining("in an error state")
        .hasMessageContaining("start again");
  }

  @Test
  void commitThatTimedOut_isASentence() {
    Throwable refused =
        new IllegalStateException(
            "Cannot attempt operation `send` because the previous call to `commitTransaction` timed"
                + " out and must be retried");

    assertThat(mended(new StreamsException("process", refused)))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("The cluster at broker:1")
        .hasMessageContaining("start again");
  }

  @Test
  void clusterThatDoesNotAnswer_isASentence() {
    assertThat(mended(new StreamsException("send", new TimeoutException("after 2 minutes"))))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("has not answered for too long");
  }

  @Test
  void fencedWhereATaskBegins_isALostTask() {
    // As Kafka Streams wraps it when a state is put by the processor that is made
    Throwable fenced = new InvalidProducerEpochException("an old epoch");
    Throwable lost = new TaskMigratedException("error encountered sending record", fenced);

    assertThat(TrainerFailure.isMigrated(new StreamsException("failed to initialize", lost)))
        .isTrue();
    assertThat(TrainerFailure.isMigrated(new StreamsException("process", fenced))).isFalse();
  }

  @Test
  void heapThatIsTooSmall_isASentence() {
    Throwable full = new KafkaException("The exchange has ended.", new OutOfMemoryError("heap"));

    assertThat(mended(new StreamsException("process", full)))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("MB of heap")
        .hasMessageContaining("JAVA_OPTS=-Xmx");
  }

  @Test
  void failureOfTheProgram_staysWhatItIs() {
    Throwable failure = new StreamsException("process", new IllegalStateException("a bug"));

    assertThat(mended(failure)).isSameAs(failure);
  }

  @Test
  void transactionThatTheBrokerHasEnded_isSaidToHaveTakenTooLong() {
    Throwable ended = new InvalidTxnStateException("an invalid state");

    assertThat(TrainerFailure.passing(new StreamsException("commit", ended)))
        .isEqualTo("a transaction was not ended in time (an invalid state)");
    assertThat(TrainerFailure.passing(new StreamsException("send", new TimeoutException("late"))))
        .isEqualTo("late");
  }
}
