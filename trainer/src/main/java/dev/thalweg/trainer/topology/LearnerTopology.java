package dev.thalweg.trainer.topology;

import dev.thalweg.model.Learner;
import dev.thalweg.schemas.Pipeline;
import dev.thalweg.schemas.PipelineTopic;
import dev.thalweg.schemas.SchemaRegistry;
import dev.thalweg.topics.EventTime;
import dev.thalweg.topics.parts.Parts;
import dev.thalweg.trainer.fold.LearnerConfig;
import dev.thalweg.trainer.log.SampleLog;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;
import java.util.function.Supplier;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.AutoOffsetReset;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.processor.api.ProcessorSupplier;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.StoreBuilder;
import org.apache.kafka.streams.state.Stores;

/**
 * Samples in; progress, snapshots, journal, alarms and dead letters out; one learner per partition.
 */
public final class LearnerTopology implements Supplier<Topology> {
  /** A commit is a transaction of 10 to 30 ms; the state may lag behind the log, so it can wait. */
  public static final int COMMIT_INTERVAL_MS = 1_000;

  /** The store of the state; its changelog is named after it. */
  public static final String STORE = "learner-state";

  private static final String SOURCE = "samples-source";
  private static final String PROCESSOR = "learner";
  private static final List<PipelineTopic> SINKS =
      List.of(
          PipelineTopic.TRAINING,
          PipelineTopic.SNAPSHOTS,
          PipelineTopic.JOURNAL,
          PipelineTopic.ALARMS,
          PipelineTopic.DEAD_LETTERS);

  /** Room for the blob's header in addition to the learner's own state. */
  private static final int HEADER_BYTES_MAX = 64 * 1024;

  private final LearnerConfig config;
  private final SchemaRegistry registry;
  private final IntFunction<SampleLog> logs;
  private final SampleSource source;
  private final SharedLearning sharing;
  private final LearnerFigures figures;
  private final InstantSource clock;

  /**
   * @param logs opens the side reader of a partition; the processor closes it
   * @param source is set to where a task stands when it begins
   * @param sharing with several learners
   * @param figures are told of what the learner does
   */
  public LearnerTopology(
      LearnerConfig config,
      SchemaRegistry registry,
      IntFunction<SampleLog> logs,
      SampleSource source,
      SharedLearning sharing,
      LearnerFigures figures,
      InstantSource clock) {
    this.config = config;
    this.registry = registry;
    this.logs = logs;
    this.source = source;
    this.sharing = sharing;
    this.figures = figures;
    this.clock = clock;
  }

  /**
   * A single learner that no broker is behind, for the test of a topology that it is added to: its
   * log begins with what that topology is given. Settings and clients are those of the test.
   */
  public static LearnerTopology detached(
      LearnerConfig config, SchemaRegistry registry, InstantSource clock) {
    return new LearnerTopology(
        config,
        registry,
        partition -> SampleLog.empty(),
        (partition, offset) -> {},
        SharedLearning.NONE,
        new LearnerFigures(clock),
        clock);
  }

  static String sink(PipelineTopic topic) {
    return topic.suffix() + "-sink";
  }

  /** The largest record of a state in bytes. */
  public static int stateRecordBytesMax(LearnerConfig config) {
    if (config.isParted()) {
      return Parts.BYTES;
    }
    try (Learner learner =
        new Learner(config.architecture(), config.hyperparameters(), config.datatype())) {
      int base = config.rounds().areShared() ? learner.weights().byteCount() : 0;
      return learner.stateBytes() + base + HEADER_BYTES_MAX;
    }
  }

  @Override
  public Topology get() {
    return on(new Topology());
  }

  /** Adds everything to a topology, and returns it. Once only. */
  public Topology on(Topology topology) {
    // Offset 0 is committed at the very first start; whatever loses the offsets later must not be
    // papered over by a reset.
    surround(
        topology,
        config.pipeline(),
        AutoOffsetReset.none(),
        figures.times(),
        () -> new LearnerProcessor(config, registry, logs, source, sharing, figures, clock));
    topology.addStateStore(store(), PROCESSOR);
    return topology;
  }

  /**
   * A topology without a state: the samples before a processor, and every sink behind it.
   *
   * @param reset where the reading begins when nothing was committed
   * @param learner forwards through {@link Forwarder}
   */
  public static Topology around(
      Pipeline pipeline,
      AutoOffsetReset reset,
      ProcessorSupplier<byte[], byte[], byte[], byte[]> learner) {
    Topology topology = new Topology();
    surround(topology, pipeline, reset, new EventTime(InstantSource.system()), learner);
    return topology;
  }

  private static void surround(
      Topology topology,
      Pipeline pipeline,
      AutoOffsetReset reset,
      EventTime times,
      ProcessorSupplier<byte[], byte[], byte[], byte[]> learner) {
    topology.addSource(
        reset,
        SOURCE,
        new SampleTimestamp(times),
        new ByteArrayDeserializer(),
        new ByteArrayDeserializer(),
        pipeline.topic(PipelineTopic.SAMPLES));
    topology.addProcessor(PROCESSOR, learner, SOURCE);
    for (PipelineTopic topic : SINKS) {
      topology.addSink(
          sink(topic),
          pipeline.topic(topic),
          new ByteArraySerializer(),
          new ByteArraySerializer(),
          PROCESSOR);
    }
  }

  /** Not cached: a state is put as the commit begins that it belongs to. */
  private StoreBuilder<KeyValueStore<String, byte[]>> store() {
    return Stores.keyValueStoreBuilder(
            config.isParted()
                ? LoggedOnlyStore.supplier(STORE)
                : Stores.inMemoryKeyValueStore(STORE),
            Serdes.String(),
            Serdes.ByteArray())
        .withCachingDisabled()
        .withLoggingEnabled(
            Map.of(
                "cleanup.policy",
                "compact",
                "max.message.bytes",
                Integer.toString(
                    Math.max(PipelineTopic.MAX_MESSAGE_BYTES, stateRecordBytesMax(config)))));
  }
}
