package dev.thalweg.monitor;

import static dev.thalweg.monitor.AccuracyFixture.PIPELINE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
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
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.Topology;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

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
    Properties properties = config.streams().properties();
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

  @ParameterizedTest
  @CsvSource({
    "request.timeout.ms, 1",
    "request.timeout.ms, 119950",
    "request.timeout.ms, 200000",
    "request.timeout.ms, 2147483647",
    "transaction.timeout.ms, 10",
    "linger.ms, 600000",
    "session.timeout.ms, 1500",
    "heartbeat.interval.ms, 30000",
    "enable.idempotence, false",
    "acks, 1",
    "retries, 0",
    "max.in.flight.requests.per.connection, 100",
    "enable.auto.commit, true",
    "isolation.level, read_uncommitted",
    "group.protocol, consumer",
    "transactional.id, theirs",
    "partition.assignment.strategy, org.apache.kafka.clients.consumer.RangeAssignor"
  })
  void settingOfAnybody_fitsEachClientOfStreams(String name, String value) {
    Connection connection =
        new Connection("localhost:1", "http://localhost:1", Map.of(name, value), true);
    Properties properties =
        MonitorConfig.of(connection, PIPELINE, Path.of("state"), "host-1").streams().properties();
    Topology topology = new Topology();
    topology.addSource("source", "topic");

    assertThatCode(() -> new KafkaStreams(topology, properties).close()).doesNotThrowAnyException();
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

  @ParameterizedTest
  @ValueSource(doubles = {-0.1, 1.1, Double.NaN, Double.POSITIVE_INFINITY})
  void threshold_isAProbability(double threshold) {
    assertThatThrownBy(
            () ->
                new AccuracyConfig(
                    PIPELINE, Duration.ofSeconds(1), Duration.ofSeconds(2), 10, 1, threshold))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("between 0 and 1");
  }

  @Test
  void windows_areAlignedToTheEpoch() {
    AccuracyConfig config = AccuracyConfig.of(PIPELINE);
    assertThat(config.windowStart(19_999)).isEqualTo(10_000);
    assertThat(config.windowStart(20_000)).isEqualTo(20_000);
    assertThat(config.windowsMax()).isEqualTo(362);
  }
}
