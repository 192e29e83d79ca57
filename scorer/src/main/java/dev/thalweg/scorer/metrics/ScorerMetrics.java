package dev.thalweg.scorer.metrics;

import dev.thalweg.metrics.Metrics;
import dev.thalweg.scorer.ClientObserver;
import dev.thalweg.scorer.Scorer;
import dev.thalweg.scorer.models.ModelCatalog;
import dev.thalweg.snapshots.ServedModel;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BooleanSupplier;
import java.util.function.DoubleConsumer;
import java.util.function.LongConsumer;
import java.util.function.LongSupplier;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.producer.Producer;

/** A scorer's metrics among those of its process. Safe for any thread. */
public final class ScorerMetrics implements ClientObserver {
  private static final List<Duration> LATENCY_BOUNDS =
      Stream.of(1, 2, 5, 10, 25, 50, 100, 250, 500, 1_000, 2_500, 5_000, 10_000)
          .map(Duration::ofMillis)
          .toList();
  private static final double[] BATCH_BOUNDS = {1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1024, 2048};

  private final Metrics metrics;
  private final InstantSource clock;
  private final Map<String, LongConsumer> timers = new ConcurrentHashMap<>();
  private final Map<String, LongConsumer> requests = new ConcurrentHashMap<>();
  private final DoubleConsumer batches;
  private final LongConsumer scoredOverHttp;

  public ScorerMetrics(Metrics metrics) {
    this(metrics, InstantSource.system());
  }

  ScorerMetrics(Metrics metrics, InstantSource clock) {
    this.metrics = metrics;
    this.clock = clock;
    batches = metrics.summary(ScorerMetric.BATCH_EXAMPLES, BATCH_BOUNDS);
    scoredOverHttp = metrics.counter(ScorerMetric.EXAMPLES_SCORED, "http");
  }

  /**
   * Counts a request.
   *
   * @param route its template, not its path: there are as many as there are routes
   */
  public void answered(String route, int status, long nanos) {
    timers
        .computeIfAbsent(
            route, key -> metrics.timer(ScorerMetric.REQUEST_SECONDS, LATENCY_BOUNDS, route))
        .accept(nanos);
    requests
        .computeIfAbsent(
            status + route,
            key -> metrics.counter(ScorerMetric.REQUESTS, route, Integer.toString(status)))
        .accept(1);
  }

  /** Counts the images of one batch over HTTP. */
  public void scored(int images) {
    batches.accept(images);
    scoredOverHttp.accept(images);
  }

  /** How many images wait, whenever it is asked. */
  public void watchQueue(LongSupplier images) {
    metrics.gauge(ScorerMetric.QUEUE_EXAMPLES, images::getAsLong);
  }

  /** What is served, and the counts of its topics. */
  public void watch(Scorer scorer) {
    watchModels(scorer.catalog());
    watchTopic(scorer::scored, scorer::refused, scorer::snapshotsRefused);
  }

  /** What is served; a model without a snapshot has no value. */
  public void watchModels(ModelCatalog models) {
    for (String name : models.names()) {
      metrics.gauge(
          ScorerMetric.SERVED_VERSION,
          () -> models.current(name).map(served -> (double) served.version()).orElse(Double.NaN),
          name);
      metrics.gauge(
          ScorerMetric.SNAPSHOT_AGE,
          () -> models.current(name).map(this::ageSeconds).orElse(Double.NaN),
          name);
    }
  }

  private double ageSeconds(ServedModel served) {
    return Duration.between(served.trainedAt(), clock.instant()).toMillis() / 1e3;
  }

  /** The counts of the scoring of topics. */
  public void watchTopic(LongSupplier scored, LongSupplier refused, LongSupplier snapshotsRefused) {
    metrics.count(ScorerMetric.EXAMPLES_SCORED, scored, "topic");
    metrics.count(ScorerMetric.EXAMPLES_REFUSED, refused, "topic");
    metrics.count(ScorerMetric.SNAPSHOTS_REFUSED, snapshotsRefused);
  }

  /** Whether this scorer holds a model's gate, and what it decided there. */
  public void watchGate(
      String model, BooleanSupplier held, LongSupplier promoted, LongSupplier refused) {
    metrics.gauge(ScorerMetric.GATE_HELD, () -> held.getAsBoolean() ? 1 : 0, model);
    metrics.count(ScorerMetric.GATE_PROMOTED, promoted, model);
    metrics.count(ScorerMetric.GATE_REFUSED, refused, model);
  }

  /** Kafka's own metrics of a client, as {@code kafka_consumer_...}. */
  @Override
  public void consumer(Consumer<?, ?> consumer) {
    metrics.consumer(consumer);
  }

  /** Kafka's own metrics of a client, as {@code kafka_producer_...}. */
  @Override
  public void producer(Producer<?, ?> producer) {
    metrics.producer(producer);
  }

  /** All of the process's metrics as they are now, in Prometheus' text format. */
  public String scrape() {
    return metrics.scrape();
  }
}
