package dev.thalweg.trainer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.thalweg.schemas.Connection;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.streams.StreamsConfig;
import org.junit.jupiter.api.Test;

class TrainerStreamsConfigTest {

  /** Of the producer of a trainer with a user's settings of the clients. */
  private static Map<String, Object> producer(Map<String, String> clientSettings) {
    TrainerConfig config =
        new TrainerConfig(
            new Connection("localhost:1", "http://localhost:1", clientSettings, true),
            Fixture.config(),
            "trainer-1",
            Path.of("unused"),
            Duration.ofSeconds(5));
    return new StreamsConfig(TrainerStreamsConfig.of(config, "test-trainer"))
        .getProducerConfigs("test-trainer-producer");
  }

  @Test
  void producer_thatIsToldToAskAgain_doesSoInTwoMilliseconds() {
    assertThat(producer(Map.of()).get(ProducerConfig.RETRY_BACKOFF_MS_CONFIG)).hasToString("2");
  }

  @Test
  void retryOfTheUser_stays() {
    assertThat(producer(Map.of("retry.backoff.ms", "50")).get("retry.backoff.ms"))
        .hasToString("50");
    assertThat(producer(Map.of("producer.retry.backoff.ms", "60")).get("retry.backoff.ms"))
        .hasToString("60");
  }
}
