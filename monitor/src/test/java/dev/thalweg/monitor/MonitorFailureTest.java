package dev.thalweg.monitor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.thalweg.monitor.MonitorClients.UndecidedException;
import dev.thalweg.schemas.Connection;
import dev.thalweg.schemas.Pipeline;
import dev.thalweg.schemas.UserException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.streams.errors.StreamsException;
import org.junit.jupiter.api.Test;

class MonitorFailureTest {
  private static final MonitorConfig CONFIG =
      MonitorConfig.of(
          new Connection("broker:1", "none", Map.of(), true),
          new Pipeline("digits"),
          Path.of("state"),
          "one");

  private static Throwable mended(Throwable failure) {
    return MonitorFailure.mendable(failure, CONFIG);
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
    assertThat(MonitorFailure.isUndecided(new StreamsException(new TimeoutException("late"))))
        .isTrue();
    assertThat(MonitorFailure.isUndecided(new UndecidedException("late", null))).isTrue();
    assertThat(MonitorFailure.isUndecided(new StreamsException(new KafkaException("no"))))
        .isFalse();
  }

  @Test
  void endWithoutAReason_isASentence() {
    assertThat(MonitorFailure.unexplained(CONFIG)).hasMessageContaining("the monitor of digits");
  }
}
