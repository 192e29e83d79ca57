package dev.thalweg.benchmarks.scoring;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.thalweg.benchmarks.run.Latency;
import dev.thalweg.benchmarks.run.RateWindow;
import dev.thalweg.producer.source.ExampleSource;
import dev.thalweg.schemas.AvroSerializer;
import dev.thalweg.schemas.Connection;
import dev.thalweg.schemas.Pipeline;
import dev.thalweg.schemas.PipelineTopic;
import dev.thalweg.schemas.SchemaRegistry;
import dev.thalweg.schemas.UserException;
import dev.thalweg.schemas.avro.Example;
import dev.thalweg.scorer.Scorer;
import dev.thalweg.scorer.ScorerConfig;
import dev.thalweg.scorer.delivery.DeliveryGuarantee;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.HdrHistogram.Histogram;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** A pipeline with one snapshot, its images, and a scorer; its topics go when it is closed. */
final class ScoringStage implements AutoCloseable {
  private static final Duration START_MAX = Duration.ofSeconds(60);

  /** Slower than this is not worth waiting for. */
  private static final long PER_SECOND_MIN = 500;

  private static final long POLL_NS = 1_000_000;

  private final Connection connection;
  private final Pipeline pipeline;
  private final ExampleSource images;
  private final String topic;
  private final SchemaRegistry registry;
  private final KafkaProducer<byte[], byte[]> producer;
  private final AvroSerializer<Example> serializer;

  ScoringStage(Connection connection, Pipeline pipeline, ExampleSource images, int lingerMs) {
    this.connection = connection;
    this.pipeline = pipeline;
    this.images = images;
    this.topic = pipeline.topic(PipelineTopic.EXAMPLES);
    new PublishedSnapshots(connection, pipeline).publish(1);
    registry = connection.openRegistry();
    serializer = new AvroSerializer<>(registry);
    Map<String, Object> settings = connection.clientConfig();
    settings.put("compression.type", "lz4");
    settings.put("linger.ms", lingerMs);
    settings.put("batch.size", 256 << 10);
    producer = new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer());
  }

  /** Images per second of a scorer that finds this many waiting; the first half is its warm-up. */
  long fromBacklog(int backlog, DeliveryGuarantee guarantee) {
    for (int i = 0; i < backlog; i++) {
      send(i);
    }
    producer.flush();
    RateWindow window = new RateWindow(backlog);
    try (Scorer scorer = scorer(guarantee)) {
      scorer.start();
      long deadlineNs = deadlineNs(backlog);
      long scored = 0;
      while (scored < backlog) {
        await(scorer, deadlineNs);
        if (scorer.scored() > scored) {
          scored = scorer.scored();
          window.reached(scored, System.nanoTime());
        }
      }
    }
    return window.samplesPerSecond();
  }

  /**
   * Sends images at a rate to a scorer that is ready, and waits for their predictions: how long
   * each took from the time at which it was due.
   *
   * @param warmUp images sent before these, which are not measured
   */
  Latency atRate(int measured, int warmUp, int perSecond, DeliveryGuarantee guarantee) {
    int all = warmUp + measured;
    try (PredictionTimes times = new PredictionTimes(connection, pipeline, all);
        Scorer scorer = scorer(guarantee)) {
      times.start();
      scorer.start();
      if (scorer.awaitFirst(START_MAX).isEmpty()) {
        throw new UserException("The scorer found no snapshot.");
      }
      long startNs = System.nanoTime();
      for (int i = 0; i < all; i++) {
        LockSupport.parkNanos(dueNs(startNs, i, perSecond) - System.nanoTime());
        send(i);
      }
      long deadlineNs = deadlineNs(all);
      while (times.seen() < all) {
        await(scorer, deadlineNs);
        times.check();
      }
      Histogram latencyNs = Latency.histogram();
      for (int i = warmUp; i < all; i++) {
        latencyNs.recordValue(times.readNs(i) - dueNs(startNs, i, perSecond));
      }
      return Latency.of(latencyNs);
    }
  }

  private static long dueNs(long startNs, int image, int perSecond) {
    return startNs + (long) (image * 1e9 / perSecond);
  }

  private void send(int i) {
    var image = images.at(i % images.size());
    String id = Integer.toString(i);
    ByteBuffer pixels = ByteBuffer.wrap(image.data());
    Example value =
        new Example(id, images.format().shape(), images.format().datatype(), pixels, Instant.now());
    var unused =
        producer.send(
            new ProducerRecord<>(topic, id.getBytes(UTF_8), serializer.serialize(topic, value)));
  }

  private Scorer scorer(DeliveryGuarantee guarantee) {
    return new Scorer(ScorerConfig.of(connection, pipeline, "benchmark").with(guarantee));
  }

  private static long deadlineNs(long images) {
    return System.nanoTime()
        + START_MAX.toNanos()
        + TimeUnit.SECONDS.toNanos(images / PER_SECOND_MIN);
  }

  /** A moment; not for ever, and not for a scorer that has ended. */
  private static void await(Scorer scorer, long deadlineNs) {
    if (scorer.completion().isCompletedExceptionally()) {
      scorer.completion().join();
    }
    if (scorer.refused() > 0 || System.nanoTime() - deadlineNs > 0) {
      throw new UserException(
          "The scorer scored %,d images and refused %,d, and did not come to the end."
              .formatted(scorer.scored(), scorer.refused()));
    }
    LockSupport.parkNanos(POLL_NS);
  }

  @Override
  public void close() {
    producer.close(Duration.ofSeconds(1));
    registry.close();
    try (Admin admin = connection.openAdmin()) {
      var unused =
          admin.deleteTopics(Arrays.stream(PipelineTopic.values()).map(pipeline::topic).toList());
    }
  }
}
