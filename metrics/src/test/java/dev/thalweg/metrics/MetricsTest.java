package dev.thalweg.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.Topology;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class MetricsTest {
  /** Nobody listens there; a client has its metrics all the same. */
  private static final Map<String, Object> NOWHERE = Map.of("bootstrap.servers", "127.0.0.1:1");

  private final Metrics metrics = new Metrics();

  @AfterEach
  void close() {
    metrics.close();
  }

  @Test
  void metricsOfEachKind_areExposedUnderTheirNamesWithTheirDescription() {
    // Given
    metrics.count(Sample.COUNTED, () -> 7, "one", "samples");
    metrics.counter(Sample.COUNTED, "two", "samples").accept(3);
    metrics.gauge(Sample.LEVEL, () -> 1.5);
    metrics.gauge(Sample.PLAIN, () -> Double.NaN, "digits");
    metrics.timer(Sample.TIME, List.of(Duration.ofMillis(10))).accept(5_000_000);
    metrics.summary(Sample.SIZE, new double[] {1, 2}).accept(2);

    // When
    String scraped = metrics.scrape();

    // Then
    assertThat(scraped.lines())
        .contains(
            "thalweg_test_counted_total{kind=\"one\",topic=\"samples\"} 7.0",
            "thalweg_test_counted_total{kind=\"two\",topic=\"samples\"} 3.0",
            "thalweg_test_level_seconds 1.5",
            "thalweg_test_plain{model=\"digits\"} NaN",
            "thalweg_test_time_seconds_bucket{le=\"0.01\"} 1",
            "thalweg_test_time_seconds_count 1",
            "thalweg_test_size_sum 2.0");
    for (Sample metric : Sample.values()) {
      assertThat(scraped)
          .contains("# HELP " + metric.exposed() + " " + metric.declaration().description());
    }
  }

  @Test
  void otherLabelsOrAnotherKind_thanDeclaredAreRefused() {
    assertThatThrownBy(() -> metrics.count(Sample.COUNTED, () -> 1, "one"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("[kind, topic]");
    assertThatThrownBy(() -> metrics.gauge(Sample.COUNTED, () -> 1, "one", "two"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("COUNTER");
  }

  @Test
  void virtualMachine_isMeasured() {
    assertThat(metrics.scrape())
        .contains("jvm_memory_used_bytes{")
        .contains("jvm_threads_live_threads ")
        .contains("process_cpu_usage ")
        .contains("process_uptime_seconds ");
  }

  @Test
  void clientsOfKafka_haveTheirMetrics() {
    try (KafkaProducer<byte[], byte[]> producer =
            new KafkaProducer<>(NOWHERE, new ByteArraySerializer(), new ByteArraySerializer());
        KafkaConsumer<byte[], byte[]> consumer =
            new KafkaConsumer<>(
                NOWHERE, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
      // When
      metrics.producer(producer);
      metrics.consumer(consumer);

      // Then
      assertThat(metrics.scrape())
          .contains("kafka_producer_record_send_total{")
          .contains("kafka_consumer_fetch_manager_records_lag_max{");
      producer.close(Duration.ZERO);
    }
  }

  @Test
  void kafkaStreams_hasItsMetricsAndThoseOfItsClients() {
    // Given
    Properties settings = new Properties();
    settings.putAll(NOWHERE);
    settings.put("application.id", "test");
    Topology topology = new Topology().addSource("source", "topic");
    try (KafkaStreams streams = new KafkaStreams(topology, settings)) {
      // When
      metrics.streams(streams);

      // Then
      assertThat(metrics.scrape())
          .contains("kafka_stream_thread_")
          .contains("kafka_consumer_fetch_manager_records_lag_max{")
          .contains("kafka_producer_record_send_total{");
    }
  }
}
