package dev.thalweg.trainer;

import static org.apache.kafka.streams.StreamsConfig.mainConsumerPrefix;
import static org.apache.kafka.streams.StreamsConfig.producerPrefix;
import static org.assertj.core.api.Assertions.assertThat;

import dev.thalweg.schemas.Connection;
import dev.thalweg.trainer.fold.Rounds;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Properties;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.junit.jupiter.api.Test;

class TrainerStreamsConfigTest {
  private static final String RETRY = producerPrefix(ProducerConfig.RETRY_BACKOFF_MS_CONFIG);

  private static Properties settings(Map<String, String> users, Duration session) {
    return TrainerStreamsConfig.of(
        new TrainerConfig(
            new Connection("localhost:1", "http://localhost:1", users, true),
            Fixture.config(),
            "trainer-1",
            Path.of("unused"),
            Rounds.EVERY_DEFAULT,
            TrainerConfig.MERGE_WAIT_DEFAULT,
            Duration.ofSeconds(5),
            session),
        "test-trainer");
  }

  @Test
  void deadTrainersTransaction_isAskedForAgainSoon() {
    assertThat(settings(Map.of(), Duration.ofSeconds(6)).get(RETRY)).isEqualTo(10);
  }

  @Test
  void usersRetryBackoff_wins() {
    // Given
    Map<String, String> users = Map.of(ProducerConfig.RETRY_BACKOFF_MS_CONFIG, "250");
    // When
    Properties settings = settings(users, Duration.ofSeconds(6));
    // Then
    assertThat(settings.get(ProducerConfig.RETRY_BACKOFF_MS_CONFIG)).hasToString("250");
    assertThat(settings).doesNotContainKey(RETRY);
  }

  @Test
  void session_isTheTrainersAndLongerThanSomeHeartbeats() {
    // When
    Properties settings = settings(Map.of(), Duration.ofSeconds(3));
    // Then
    assertThat(settings.get(mainConsumerPrefix(ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG)))
        .isEqualTo(3_000);
    assertThat((int) settings.get(mainConsumerPrefix(ConsumerConfig.HEARTBEAT_INTERVAL_MS_CONFIG)))
        .isLessThanOrEqualTo(3_000 / 3);
  }
}
