package dev.thalweg.monitor;

import static dev.thalweg.monitor.AccuracyFixture.PIPELINE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.thalweg.monitor.accuracy.AccuracyConfig;
import dev.thalweg.schemas.Connection;
import dev.thalweg.schemas.UserException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Properties;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.streams.StreamsConfig;
import org.junit.jupiter.api.Test;

class ConfigTest {
  private static final Connection CONNECTION =
      new Connection(
          "broker:9092",
          "http://registry:8081",
          Map.of("security.protocol", "SASL_SSL", "schema.registry.basic.auth.user.info", "a:b"),
          false);

  @Test
  void streams_acceptsTheSettings() {
    // Given
    MonitorConfig config = MonitorConfig.of(CONNECTION, PIPELINE, Path.of("state"), "host-1");
    // When
    Properties properties = MonitorStreamsConfig.of(config);
    StreamsConfig streams = new StreamsConfig(properties);
    // Then
    assertThat(streams.getString(StreamsConfig.APPLICATION_ID_CONFIG)).isEqualTo("digits-monitor");
    assertThat(streams.getString(StreamsConfig.PROCESSING_GUARANTEE_CONFIG))
        .isEqualTo(StreamsConfig.EXACTLY_ONCE_V2);
    assertThat(streams.getMainConsumerConfigs("digits-monitor", "client", 0))
        .containsEntry("security.protocol", "SASL_SSL")
        .containsEntry(ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG, 6_000)
        .hasEntrySatisfying(
            ConsumerConfig.GROUP_INSTANCE_ID_CONFIG,
            id -> assertThat((String) id).startsWith("host-1"));
    assertThat(streams.getProducerConfigs("client"))
        .containsEntry(ProducerConfig.TRANSACTION_TIMEOUT_CONFIG, 10_000);
    assertThat(properties).doesNotContainKey("schema.registry.basic.auth.user.info");
  }

  @Test
  void transactionTimeout_shorterThanACommit_isRefused() {
    assertThatThrownBy(
            () ->
                new MonitorConfig(
                    CONNECTION,
                    PIPELINE,
                    Duration.ofSeconds(10),
                    Duration.ofHours(1),
                    Path.of("state"),
                    "host-1",
                    Duration.ofMillis(100),
                    true))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("transaction timeout");
  }

  @Test
  void retention_shorterThanTheWindow_isRefused() {
    assertThatThrownBy(
            () -> new AccuracyConfig(PIPELINE, Duration.ofMinutes(1), Duration.ofSeconds(1), 10))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("retention");
  }

  @Test
  void windows_areAlignedToTheEpoch() {
    AccuracyConfig config = AccuracyConfig.of(PIPELINE);
    assertThat(config.windowStart(19_999)).isEqualTo(10_000);
    assertThat(config.windowStart(20_000)).isEqualTo(20_000);
    assertThat(config.windowsMax()).isEqualTo(362);
  }
}
