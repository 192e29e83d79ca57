package dev.thalweg.scorer.metrics;

import dev.thalweg.scorer.ClientObserver;
import dev.thalweg.scorer.ModelCatalog;
import dev.thalweg.scorer.ServedModel;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.binder.kafka.KafkaClientMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import java.util.function.ToDoubleFunction;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.producer.Producer;

/** A scorer's meters. Safe for any thread. */
public final class ScorerMetrics implements ClientObserver, AutoCloseable {
  /** What {@link #scrape()} returns. */
  public static final String CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8";

  private static final Duration[] LATENCY_BOUNDS =
      List.of(1, 2, 5, 10, 25, 50, 100, 250, 500, 1_000, 2_500, 5_000, 10_000).stream()
          .map(Duration::ofMillis)
          .toArray(Duration[]::new);
  private static final double[] BATCH_BOUNDS = {1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1024, 2048};

  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private final InstantSource clock;
  private final Map<String, Timer> timers = new ConcurrentHashMap<>();
  private final Map<String, Counter> requests = new ConcurrentHashMap<>();
  private final DistributionSummary batches;
  private final Counter scoredOverHttp;

  /** The registry's own references to them are weak. */
  private final List<LongSupplier> counts = new CopyOnWriteArrayList<>();

  private final List<KafkaClientMetrics> clients = new CopyOnWriteArrayList<>();

  public ScorerMetrics() {
    this(InstantSource.system());
  }

  ScorerMetrics(InstantSource clock) {
    this.clock = clock;
    batches =
        DistributionSummary.builder(ScorerMetric.BATCH_IMAGES.id())
            .description(ScorerMetric.BATCH_IMAGES.description())
            .serviceLevelObjectives(BATCH_BOUNDS)
            .register(registry);
    scoredOverHttp =
        Counter.builder(ScorerMetric.IMAGES_SCORED.id())
            .description(ScorerMetric.IMAGES_SCORED.description())
            .tag("source", "http")
            .register(registry);
  }

  /**
   * Counts a request.
   *
   * @param route its template, not its path: there are as many as there are routes
   */
  public void answered(String route, int status, long nanos) {
    timers.computeIfAbsent(route, this::timer).record(Duration.ofNanos(nanos));
    requests.computeIfAbsent(status + route, key -> counter(route, status)).increment();
  }

  private Timer timer(String route) {
    return Timer.builder(ScorerMetric.REQUEST_SECONDS.id())
        .description(ScorerMetric.REQUEST_SECONDS.description())
        .tag("route", route)
        .serviceLevelObjectives(LATENCY_BOUNDS)
        .register(registry);
  }

  private Counter counter(String route, int status) {
    return Counter.builder(ScorerMetric.REQUESTS.id())
        .description(ScorerMetric.REQUESTS.description())
        .tag("route", route)
        .tag("status", Integer.toString(status))
        .register(registry);
  }

  /** Counts the images of one batch over HTTP. */
  public void scored(int images) {
    batches.record(images);
    scoredOverHttp.increment(images);
  }

  /** How many images wait, whenever it is asked. */
  public void watchQueue(LongSupplier images) {
    gauge(ScorerMetric.QUEUE_IMAGES, Tags.empty(), images, LongSupplier::getAsLong);
  }

  /** What is served; a model without a snapshot has no value. */
  public void watchModels(ModelCatalog models) {
    for (String name : models.names()) {
      Tags tags = Tags.of("model", name);
      gauge(
          ScorerMetric.SERVED_VERSION,
          tags,
          models,
          m -> m.current(name).map(served -> (double) served.version()).orElse(Double.NaN));
      gauge(
          ScorerMetric.SNAPSHOT_AGE,
          tags,
          models,
          m -> m.current(name).map(this::ageSeconds).orElse(Double.NaN));
    }
  }

  private double ageSeconds(ServedModel served) {
    return Duration.between(served.trainedAt(), clock.instant()).toMillis() / 1e3;
  }

  private <T> void gauge(ScorerMetric metric, Tags tags, T watched, ToDoubleFunction<T> value) {
    Gauge.builder(metric.id(), watched, value)
        .strongReference(true)
        .description(metric.description())
        .baseUnit(metric.unit().isEmpty() ? null : metric.unit())
        .tags(tags)
        .register(registry);
  }

  /** The counts of the scoring of topics. */
  public void watchTopic(LongSupplier scored, LongSupplier refused, LongSupplier snapshotsRefused) {
    count(ScorerMetric.IMAGES_SCORED, Tags.of("source", "topic"), scored);
    count(ScorerMetric.IMAGES_REFUSED, Tags.of("source", "topic"), refused);
    count(ScorerMetric.SNAPSHOTS_REFUSED, Tags.empty(), snapshotsRefused);
  }

  /** Whether this scorer holds a model's gate, and what it decided there. */
  public void watchGate(
      String model, BooleanSupplier held, LongSupplier promoted, LongSupplier refused) {
    Tags tags = Tags.of("model", model);
    gauge(ScorerMetric.GATE_HELD, tags, held, h -> h.getAsBoolean() ? 1 : 0);
    count(ScorerMetric.GATE_PROMOTED, tags, promoted);
    count(ScorerMetric.GATE_REFUSED, tags, refused);
  }

  private void count(ScorerMetric metric, Tags tags, LongSupplier counted) {
    counts.add(counted);
    FunctionCounter.builder(metric.id(), counted, LongSupplier::getAsLong)
        .description(metric.description())
        .tags(tags)
        .register(registry);
  }

  /** Kafka's own metrics of a client, as {@code kafka_consumer_...}. */
  @Override
  public void consumer(Consumer<?, ?> consumer) {
    watchClient(new KafkaClientMetrics(consumer));
  }

  /** Kafka's own metrics of a client, as {@code kafka_producer_...}. */
  @Override
  public void producer(Producer<?, ?> producer) {
    watchClient(new KafkaClientMetrics(producer));
  }

  private void watchClient(KafkaClientMetrics client) {
    clients.add(client);
    client.bindTo(registry);
  }

  /** All of them as they are now, in Prometheus' text format. */
  public String scrape() {
    return registry.scrape(CONTENT_TYPE);
  }

  /** Ends the threads that look for Kafka's metrics. */
  @Override
  public void close() {
    clients.forEach(KafkaClientMetrics::close);
    registry.close();
  }
}
