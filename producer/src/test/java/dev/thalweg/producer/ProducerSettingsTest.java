package dev.thalweg.producer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.thalweg.schemas.Connection;
import dev.thalweg.schemas.UserException;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ProducerSettingsTest {
  @Test
  void samples_goForThroughputAndImagesForLatency() {
    Map<String, Object> samples = ProducerSettings.forSamples(connection(Map.of()));
    Map<String, Object> images = ProducerSettings.forExamples(connection(Map.of()));

    assertThat(samples)
        .containsEntry("compression.type", "lz4")
        .containsEntry("linger.ms", 10)
        .containsEntry("batch.size", 262_144)
        .containsEntry("delivery.timeout.ms", 30_000)
        .containsEntry("max.block.ms", 10_000);
    assertThat(images).containsEntry("linger.ms", 1).containsEntry("compression.type", "lz4");
  }

  @Test
  void usersSettings_winButForAcksIdempotenceAndTransactions() {
    Map<String, Object> settings =
        ProducerSettings.forSamples(
            connection(
                Map.of(
                    "linger.ms", "50",
                    "request.timeout.ms", "60000",
                    "acks", "1",
                    "enable.idempotence", "false",
                    "transactional.id", "x",
                    "security.protocol", "SSL")));

    assertThat(settings)
        .containsEntry("linger.ms", "50")
        .containsEntry("security.protocol", "SSL")
        .containsEntry("acks", "all")
        .containsEntry("enable.idempotence", "true")
        .doesNotContainKey("transactional.id")
        .as("ours would be refused beside the user's request.timeout.ms")
        .doesNotContainKey("delivery.timeout.ms");
  }

  @Test
  void impossibleSetting_isOneSentence() {
    Connection connection = connection(Map.of("buffer.memory", "lots"));

    assertThatThrownBy(
            () -> ProducerSettings.open(connection, ProducerSettings.forSamples(connection)))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("buffer.memory")
        .hasMessageContaining("--command-config");
  }

  private static Connection connection(Map<String, String> properties) {
    return new Connection("127.0.0.1:9", "http://127.0.0.1:9", properties, true);
  }
}
