package dev.thalweg.producer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.thalweg.metrics.Metrics;
import dev.thalweg.producer.metrics.ProducerMetric;
import dev.thalweg.producer.metrics.ProducerMetrics;
import dev.thalweg.producer.source.ExampleSource;
import dev.thalweg.producer.source.GeneratedDigits;
import dev.thalweg.producer.source.Split;
import dev.thalweg.schemas.Pipeline;
import dev.thalweg.schemas.SchemaRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ProducerMetricsTest {
  private final MockProducer<byte[], byte[]> kafka =
      new MockProducer<>(true, null, new ByteArraySerializer(), new ByteArraySerializer());
  private final SchemaRegistry registry = SchemaRegistry.inMemory();
  private final Metrics metrics = new Metrics();

  @AfterEach
  void close() {
    metrics.close();
  }

  private static StreamConfig config() {
    ExampleSource digits = new GeneratedDigits(1, Split.TEST);
    return StreamConfig.of(
            new Pipeline("digits"),
            ExampleStream.of(digits, Split.TEST, SampleOrder.of(digits, 1, 5, 7)))
        .atRate(4_000);
  }

  private ExampleProducer images(StreamConfig config) {
    return new ExampleProducer(config, Duration.ZERO, Progress.NONE, () -> registry, () -> kafka);
  }

  @Test
  void records_areCountedByTopic() {
    // Given
    StreamConfig config = config();
    ExampleProducer producer = images(config);
    ProducerMetrics.watch(producer, config, metrics);

    // When
    producer.run();

    // Then
    assertThat(metrics.scrape().lines())
        .contains(
            "thalweg_producer_records_sent_total{topic=\"digits.examples\"} 5.0",
            "thalweg_producer_records_sent_total{topic=\"digits.labels\"} 5.0",
            "thalweg_producer_records_failed_total{topic=\"digits.examples\"} 0.0",
            "thalweg_producer_pace_per_second{topic=\"digits.examples\"} 4000.0");
  }

  @Test
  void everyMetric_isShownBeforeTheStreamRuns() {
    // Given
    StreamConfig config = config();
    SampleProducer producer =
        new SampleProducer(config, Progress.NONE, () -> registry, () -> kafka);

    // When
    ProducerMetrics.watch(producer, config, metrics);

    // Then
    for (ProducerMetric metric : ProducerMetric.values()) {
      assertThat(metrics.scrape()).contains("\n" + metric.exposed() + "{topic=\"digits.samples\"}");
    }
  }

  @Test
  void client_isShownWhenTheRunBegins() {
    // Given
    List<Producer<?, ?>> shown = new ArrayList<>();
    ExampleProducer producer = images(config());
    producer.showClient(shown::add);
    assertThat(shown).isEmpty();

    // When
    producer.run();

    // Then
    assertThat(shown).containsExactly(kafka);
  }
}
