package dev.thalweg.benchmarks.training;

import dev.thalweg.schemas.AvroDecoder;
import dev.thalweg.schemas.SchemaRegistry;
import dev.thalweg.schemas.avro.Sample;
import dev.thalweg.trainer.TrainerConfig;
import dev.thalweg.trainer.TrainerStreamsConfig;
import dev.thalweg.trainer.fold.FoldOutputs;
import dev.thalweg.trainer.fold.SampleFold;
import dev.thalweg.trainer.fold.worker.FoldWorker;
import dev.thalweg.trainer.fold.worker.Run;
import dev.thalweg.trainer.topology.Forwarder;
import dev.thalweg.trainer.topology.LearnerTopology;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Properties;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.streams.AutoOffsetReset;
import org.apache.kafka.streams.CloseOptions;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler.StreamThreadExceptionResponse;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;

/**
 * The trainer's fold, source, sinks and settings, but at least once and with no state at all: after
 * a crash it would begin with new weights in the middle of the log. What the trainer is slower than
 * this is what exactly-once costs.
 */
public final class AtLeastOnceTrainer implements AutoCloseable {
  private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(5);
  private static final Duration TICK = Duration.ofMillis(1);

  private final TrainerConfig config;
  private final SchemaRegistry registry;
  private final CompletableFuture<Void> completion = new CompletableFuture<>();
  private KafkaStreams streams;

  /** Not started yet. */
  public AtLeastOnceTrainer(TrainerConfig config) {
    this.config = config;
    this.registry = config.connection().openRegistry();
  }

  /** Starts learning from the beginning of the log. */
  public void start() {
    streams =
        new KafkaStreams(
            LearnerTopology.around(
                config.learner().pipeline(), AutoOffsetReset.earliest(), Learning::new),
            settings(config, config.learner().pipeline().group("at-least-once")));
    streams.setUncaughtExceptionHandler(
        failure -> {
          completion.completeExceptionally(failure);
          return StreamThreadExceptionResponse.SHUTDOWN_CLIENT;
        });
    streams.start();
  }

  /** Done exceptionally, with its failure, when it could not go on. */
  public CompletableFuture<Void> completion() {
    return completion;
  }

  /** Within 5 s. */
  @Override
  public void close() {
    if (streams != null) {
      streams.close(CloseOptions.timeout(CLOSE_TIMEOUT));
    }
    registry.close();
  }

  /** The trainer's own settings but for the guarantee and what serves it alone. */
  static Properties settings(TrainerConfig config, String group) {
    Properties settings = TrainerStreamsConfig.of(config, group);
    settings.put(StreamsConfig.PROCESSING_GUARANTEE_CONFIG, StreamsConfig.AT_LEAST_ONCE);
    settings.remove(StreamsConfig.NUM_STANDBY_REPLICAS_CONFIG);
    settings.remove(StreamsConfig.DEFAULT_CLIENT_SUPPLIER_CONFIG);
    settings.put(
        StreamsConfig.consumerPrefix(ConsumerConfig.ISOLATION_LEVEL_CONFIG), "read_uncommitted");
    return settings;
  }

  /** Consumes what comes, ahead of this thread as the trainer does, and remembers nothing. */
  private final class Learning implements Processor<byte[], byte[], byte[], byte[]> {
    private final AvroDecoder<Sample> decoder = AvroDecoder.of(registry, Sample.getClassSchema());
    private final Deque<Run> spare = new ArrayDeque<>();
    private Run gathered = new Run(decoder);
    private ProcessorContext<byte[], byte[]> context;
    private SampleFold fold;
    private FoldWorker worker;
    private FoldOutputs outputs;

    @Override
    public void init(ProcessorContext<byte[], byte[]> context) {
      this.context = context;
      fold =
          new SampleFold(
              config.learner(), context.taskId().partition(), 0, registry, Clock.systemUTC());
      worker = new FoldWorker(fold, Thread.currentThread().getName() + "-fold");
      outputs = new Forwarder(context, config.learner().pipeline(), registry);
      context.schedule(TICK, PunctuationType.WALL_CLOCK_TIME, now -> handOver());
    }

    @Override
    public void process(Record<byte[], byte[]> record) {
      long offset = context.recordMetadata().orElseThrow().offset();
      gathered.add(offset, record.key(), record.value(), record.headers());
      if (gathered.isFull()) {
        handOver();
      }
    }

    private void handOver() {
      if (!gathered.isEmpty()) {
        while (worker.isFull()) {
          take(worker.next());
        }
        worker.hand(gathered);
        gathered = spare.isEmpty() ? new Run(decoder) : spare.remove();
      }
      for (var run = worker.ready(); run.isPresent(); run = worker.ready()) {
        take(run.get());
      }
    }

    private void take(Run run) {
      run.giveTo(outputs);
      run.clear();
      spare.add(run);
    }

    @Override
    public void close() {
      if (worker != null) {
        worker.close();
      }
      if (fold != null) {
        fold.close();
      }
    }
  }
}
