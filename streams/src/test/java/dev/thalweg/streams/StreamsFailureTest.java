package dev.thalweg.streams;

import static org.assertj.core.api.Assertions.assertThat;

import dev.thalweg.schemas.Connection;
import dev.thalweg.schemas.UserException;
import dev.thalweg.streams.ExactlyOnceClients.UndecidedException;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.streams.errors.StreamsException;
import org.junit.jupiter.api.Test;

class StreamsFailureTest {
  private static final StreamsFailure FAILURE =
      new StreamsFailure(new Connection("broker:1", "none", Map.of(), true), "monitor of digits");

  private static Throwable mended(Throwable failure) {
    return FAILURE.mendable(failure);
  }

  @Test
  void commitThatTheClusterDoesNotTake_isASentence() {
    assertThat(mended(new StreamsException("commit", new KafkaException("in an error state"))))
        .isInstanceOf(UserException.class)
        .hasMessage(
            "The cluster at broker:1 has not taken what was written (in an error state): start"
                + " again; it continues where it stopped.");
  }

  @Test
  void clusterThatRefusesIt_isASentence() {
    Throwable refused = new TopicAuthorizationException("no", Set.of("digits.labels"));

    assertThat(mended(new StreamsException("poll", refused)))
        .isInstanceOf(UserException.class)
        .hasMessageStartingWith("The cluster does not give this user the right")
        .hasMessageContaining("digits.labels");
  }

  @Test
  void failureOfTheProgram_staysWhatItIs() {
    Throwable failure = new StreamsException("process", new IllegalStateException("a bug"));

    assertThat(mended(failure)).isSameAs(failure);
  }

  @Test
  void commitThatTimedOut_isUndecided_andOtherFailuresAreNot() {
    assertThat(StreamsFailure.isUndecided(new StreamsException(new TimeoutException("late"))))
        .isTrue();
    assertThat(StreamsFailure.isUndecided(new UndecidedException("late", null))).isTrue();
    assertThat(StreamsFailure.isUndecided(new StreamsException(new KafkaException("no"))))
        .isFalse();
  }

  @Test
  void endWithoutAReason_isASentence() {
    assertThat(FAILURE.unexplained()).hasMessageContaining("the monitor of digits");
  }
}
