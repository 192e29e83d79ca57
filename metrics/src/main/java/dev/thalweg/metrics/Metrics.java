package dev.thalweg.metrics;

import dev.thalweg.metrics.Declaration.Kind;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.kafka.KafkaClientMetrics;
import io.micrometer.core.instrument.binder.kafka.KafkaStreamsMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.DoubleConsumer;
import java.util.function.DoubleSupplier;
import java.util.function.LongConsumer;
import java.util.function.LongSupplier;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.streams.KafkaStreams;

/**
 * The values of a process's metrics: the declared ones, those of the Kafka clients that it is
 * shown, and those of the virtual machine. Safe for any thread.
 *
 * <p>Label values are given in the order in which the declaration has the labels.
 */
public final class Metrics implements AutoCloseable {
  /** What {@link #scrape()} returns. */
  public static final String CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8";

  /** Kafka's clients get metrics as they go, such as those of a partition. */
  private static final Duration KAFKA_REFRESH = Duration.ofSeconds(10);

  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private final ScheduledExecutorService refreshing =
      Executors.newSingleThreadScheduledExecutor(Metrics::daemon);

  /** The registry's own references to them are weak. */
  private final List<LongSupplier> counts = new CopyOnWriteArrayList<>();

  private final List<Runnable> closing = new CopyOnWriteArrayList<>();

  /** With those of the virtual machine. */
  public Metrics() {
    JvmGcMetrics collections = new JvmGcMetrics();
    closing.add(collections::close);
    List<MeterBinder> machine =
        List.of(
            collections,
            new JvmMemoryMetrics(),
            new JvmThreadMetrics(),
            new ProcessorMetrics(),
            new UptimeMetrics());
    machine.forEach(binder -> binder.bindTo(registry));
  }

  private static Thread daemon(Runnable work) {
    Thread made = new Thread(work, "kafka-metrics");
    made.setDaemon(true);
    return made;
  }

  /** Shows a value, whenever it is asked; NaN where there is none. */
  public void gauge(Metric metric, DoubleSupplier value, String... labelValues) {
    Declaration declared = require(Kind.GAUGE, metric);
    Gauge.builder(declared.name(), value, DoubleSupplier::getAsDouble)
        .strongReference(true)
        .description(declared.description())
        .baseUnit(declared.unit().isEmpty() ? null : declared.unit())
        .tags(tags(declared, labelValues))
        .register(registry);
  }

  /** Shows what is counted elsewhere. */
  public void count(Metric metric, LongSupplier counted, String... labelValues) {
    Declaration declared = require(Kind.COUNTER, metric);
    counts.add(counted);
    FunctionCounter.builder(declared.name(), counted, LongSupplier::getAsLong)
        .description(declared.description())
        .tags(tags(declared, labelValues))
        .register(registry);
  }

  /** A counter that is told by how much to grow. */
  public LongConsumer counter(Metric metric, String... labelValues) {
    Declaration declared = require(Kind.COUNTER, metric);
    Counter counter =
        Counter.builder(declared.name())
            .description(declared.description())
            .tags(tags(declared, labelValues))
            .register(registry);
    return counter::increment;
  }

  /** A histogram with these bounds that is told nanoseconds. */
  public LongConsumer timer(Metric metric, List<Duration> bounds, String... labelValues) {
    Declaration declared = require(Kind.TIMER, metric);
    Timer timer =
        Timer.builder(declared.name())
            .description(declared.description())
            .tags(tags(declared, labelValues))
            .serviceLevelObjectives(bounds.toArray(Duration[]::new))
            .register(registry);
    return nanos -> timer.record(Duration.ofNanos(nanos));
  }

  /** A histogram with these bounds that is told sizes. */
  public DoubleConsumer summary(Metric metric, double[] bounds, String... labelValues) {
    Declaration declared = require(Kind.SUMMARY, metric);
    DistributionSummary summary =
        DistributionSummary.builder(declared.name())
            .description(declared.description())
            .tags(tags(declared, labelValues))
            .serviceLevelObjectives(bounds)
            .register(registry);
    return summary::record;
  }

  private static Declaration require(Kind kind, Metric metric) {
    Declaration declared = metric.declaration();
    if (declared.kind() != kind) {
      throw new IllegalArgumentException(metric + " is declared as a " + declared.kind());
    }
    return declared;
  }

  private static Tags tags(Declaration declared, String... values) {
    List<String> names = declared.labels();
    if (names.size() != values.length) {
      throw new IllegalArgumentException(declared.name() + " has the labels " + names);
    }
    Tags tags = Tags.empty();
    for (int i = 0; i < values.length; i++) {
      tags = tags.and(names.get(i), values[i]);
    }
    return tags;
  }

  /** Kafka's own metrics of a client, as {@code kafka_consumer_...}. */
  public void consumer(Consumer<?, ?> consumer) {
    bind(new KafkaClientMetrics(consumer, Tags.empty(), refreshing, KAFKA_REFRESH));
  }

  /** Kafka's own metrics of a client, as {@code kafka_producer_...}. */
  public void producer(Producer<?, ?> producer) {
    bind(new KafkaClientMetrics(producer, Tags.empty(), refreshing, KAFKA_REFRESH));
  }

  private void bind(KafkaClientMetrics client) {
    closing.add(client::close);
    client.bindTo(registry);
  }

  /** The metrics of Kafka Streams, as {@code kafka_stream_...}, and those of its clients. */
  public void streams(KafkaStreams streams) {
    KafkaStreamsMetrics bound =
        new KafkaStreamsMetrics(streams, Tags.empty(), refreshing, KAFKA_REFRESH);
    closing.add(bound::close);
    bound.bindTo(registry);
  }

  /** All of them as they are now, in Prometheus' text format. */
  public String scrape() {
    return registry.scrape(CONTENT_TYPE);
  }

  /** Ends the thread that looks for Kafka's metrics. Does not wait. */
  @Override
  public void close() {
    refreshing.shutdownNow();
    closing.forEach(Runnable::run);
    registry.close();
  }
}
