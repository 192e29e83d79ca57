package dev.thalweg.producer.metrics;

import dev.thalweg.metrics.Metrics;
import dev.thalweg.producer.ExampleProducer;
import dev.thalweg.producer.SampleProducer;
import dev.thalweg.producer.StreamConfig;
import dev.thalweg.producer.StreamFigures;
import dev.thalweg.schemas.PipelineTopic;

/** A stream's figures as metrics, and those of its Kafka client once it runs. */
public final class ProducerMetrics {
  private ProducerMetrics() {}

  public static void watch(SampleProducer producer, StreamConfig config, Metrics metrics) {
    watch(config, PipelineTopic.SAMPLES, producer.figures(), metrics);
    producer.showClient(metrics::producer);
  }

  public static void watch(ExampleProducer producer, StreamConfig config, Metrics metrics) {
    watch(config, PipelineTopic.EXAMPLES, producer.figures(), metrics);
    metrics.count(
        ProducerMetric.RECORDS_SENT,
        producer.figures()::labelsAcknowledged,
        config.pipeline().topic(PipelineTopic.LABELS));
    producer.showClient(metrics::producer);
  }

  private static void watch(
      StreamConfig config, PipelineTopic to, StreamFigures figures, Metrics metrics) {
    String topic = config.pipeline().topic(to);
    metrics.count(ProducerMetric.RECORDS_SENT, figures::acknowledged, topic);
    metrics.count(ProducerMetric.RECORDS_FAILED, figures::failed, topic);
    metrics.gauge(ProducerMetric.PACE, config::perSecond, topic);
  }
}
