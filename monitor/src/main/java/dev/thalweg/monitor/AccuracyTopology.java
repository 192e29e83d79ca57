package dev.thalweg.monitor;

import dev.thalweg.monitor.accuracy.AccuracyConfig;
import dev.thalweg.monitor.accuracy.AccuracyProcessor;
import dev.thalweg.monitor.accuracy.MonitorFigures;
import dev.thalweg.monitor.alarm.DriftProcessor;
import dev.thalweg.monitor.join.ArrivalProcessor;
import dev.thalweg.monitor.join.LabelJoinProcessor;
import dev.thalweg.monitor.join.NodeNames;
import dev.thalweg.monitor.join.TimeReport;
import dev.thalweg.schemas.PipelineTopic;
import dev.thalweg.schemas.SchemaRegistry;
import dev.thalweg.streams.EventTimestamp;
import dev.thalweg.topics.EventTime;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.AutoOffsetReset;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.kstream.Consumed;
import org.apache.kafka.streams.kstream.KStream;
import org.apache.kafka.streams.kstream.Named;
import org.apache.kafka.streams.kstream.Produced;
import org.apache.kafka.streams.kstream.Repartitioned;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.StoreBuilder;
import org.apache.kafka.streams.state.Stores;

/**
 * Predictions and labels in; accuracy and dead letters out. Training in, too, and alarms out, where
 * drift is detected.
 *
 * <p>Each prediction and label goes, as little more than its id and its class, through the internal
 * topic {@code arrivals}, where the id alone decides on its partition: so the two find each other
 * however many partitions their topics have, and by whatever keys and partitioner they got there.
 * One join for each partition of {@code arrivals} matches and counts; its counts, a few records a
 * second, go through the internal topic {@code counts} to the one aggregator, so they are right for
 * any number of partitions.
 *
 * <p>In the same way the outcome of each labelled prediction, some hundred in a record, goes
 * through the internal topic {@code outcomes} to the one node with the drift detectors, which see a
 * model's errors as one stream for any number of partitions.
 */
public final class AccuracyTopology implements Supplier<Topology> {
  private static final String SOURCE = "predictions-and-labels-source";
  private static final String INTAKE = "intake";
  private static final String JOIN = "label-join";
  private static final String AGGREGATOR = "accuracy-aggregator";
  private static final String ACCURACY_SINK = "accuracy-sink";
  private static final String TRAINING_SOURCE = "training-source";
  private static final String DRIFT_INPUTS = "drift-inputs";
  private static final String DRIFT_DETECTORS = "drift-detectors";

  /** Predictions and labels are kept for a week, unless somebody keeps them longer. */
  private static final Duration JOINED_AGE_MAX = Duration.ofDays(30);

  /**
   * Alarms are given the time of what they are about, and not all of it is read while it is new.
   */
  private static final Duration TRAINING_AGE_MAX = Duration.ofDays(10 * 365);

  private static final Map<String, String> CHANGELOG = Map.of("cleanup.policy", "compact");

  private final AccuracyConfig config;
  private final SchemaRegistry registry;
  private final boolean watchesDrift;
  private final int joins;
  private final MonitorFigures figures;
  private final EventTime times;
  private final TimeReport report;

  /** With the drift detectors or without, and with one join. */
  public AccuracyTopology(AccuracyConfig config, SchemaRegistry registry, boolean watchesDrift) {
    this(
        config,
        registry,
        watchesDrift,
        1,
        new MonitorFigures(config.pipeline().model()),
        InstantSource.system());
  }

  /**
   * @param joins partitions of the internal topic {@code arrivals}; can't be changed later
   * @param figures are told of what its nodes do
   * @param clock what no record's time may be ahead of
   */
  AccuracyTopology(
      AccuracyConfig config,
      SchemaRegistry registry,
      boolean watchesDrift,
      int joins,
      MonitorFigures figures,
      InstantSource clock) {
    this.joins = joins;
    this.times = new EventTime(clock);
    this.report = new TimeReport(times);
    this.config = config;
    this.registry = registry;
    this.watchesDrift = watchesDrift;
    this.figures = figures;
  }

  @Override
  public Topology get() {
    Serde<byte[]> bytes = Serdes.ByteArray();
    StreamsBuilder builder = new StreamsBuilder();
    for (String joinStore : joinStores()) {
      builder.addStateStore(store(joinStore));
    }
    builder.addStateStore(store(AccuracyProcessor.STORE));
    KStream<byte[], byte[]> arrived =
        builder.stream(
                List.of(topic(PipelineTopic.PREDICTIONS), topic(PipelineTopic.LABELS)),
                Consumed.with(bytes, bytes)
                    .withName(SOURCE)
                    .withTimestampExtractor(
                        new EventTimestamp(times, JOINED_AGE_MAX, this::timeWasBounded))
                    .withOffsetResetPolicy(AutoOffsetReset.earliest()))
            .process(
                () -> new ArrivalProcessor(config, registry, times, figures), Named.as(INTAKE));
    arrived.to(
        topic(PipelineTopic.DEAD_LETTERS),
        Produced.with(bytes, bytes).withName(NodeNames.DEAD_LETTERS_SINK));
    KStream<byte[], byte[]> joined =
        arrived
            .repartition(
                Repartitioned.with(bytes, bytes)
                    .withName(NodeNames.ARRIVALS)
                    .withNumberOfPartitions(joins))
            .process(
                () -> new LabelJoinProcessor(config, watchesDrift, report, figures),
                Named.as(JOIN),
                joinStores());
    joined
        .repartition(
            Repartitioned.with(bytes, bytes).withName(NodeNames.COUNTS).withNumberOfPartitions(1))
        .process(
            () -> new AccuracyProcessor(config, registry, figures),
            Named.as(AGGREGATOR),
            AccuracyProcessor.STORE)
        .to(topic(PipelineTopic.ACCURACY), Produced.with(bytes, bytes).withName(ACCURACY_SINK));
    if (watchesDrift) {
      watchDrift(builder, joined);
    }
    return builder.build();
  }

  private void watchDrift(StreamsBuilder builder, KStream<byte[], byte[]> joined) {
    Serde<byte[]> bytes = Serdes.ByteArray();
    builder.addStateStore(store(DriftProcessor.STORE));
    KStream<byte[], byte[]> outcomes =
        joined.repartition(
            Repartitioned.with(bytes, bytes)
                .withName(NodeNames.OUTCOMES)
                .withNumberOfPartitions(1));
    KStream<byte[], byte[]> detected =
        builder.stream(
                topic(PipelineTopic.TRAINING),
                Consumed.with(bytes, bytes)
                    .withName(TRAINING_SOURCE)
                    .withTimestampExtractor(
                        new EventTimestamp(times, TRAINING_AGE_MAX, this::timeWasBounded))
                    .withOffsetResetPolicy(AutoOffsetReset.earliest()))
            .merge(outcomes, Named.as(DRIFT_INPUTS))
            .process(
                () -> new DriftProcessor(config, registry, figures),
                Named.as(DRIFT_DETECTORS),
                DriftProcessor.STORE);
    detected.to(
        topic(PipelineTopic.ALARMS), Produced.with(bytes, bytes).withName(NodeNames.ALARMS_SINK));
    detected.to(
        topic(PipelineTopic.DEAD_LETTERS),
        Produced.with(bytes, bytes).withName(NodeNames.DRIFT_DEAD_LETTERS_SINK));
  }

  private void timeWasBounded() {
    figures.count(MonitorFigures.Event.BOUNDED_TIME);
  }

  /** The name of the internal topic in which every image's id has its partition. */
  static String arrivals(String applicationId) {
    return applicationId + "-" + NodeNames.ARRIVALS + "-repartition";
  }

  private String[] joinStores() {
    return watchesDrift
        ? new String[] {
          LabelJoinProcessor.IMAGES_STORE,
          LabelJoinProcessor.CELLS_STORE,
          LabelJoinProcessor.OUTCOMES_STORE
        }
        : new String[] {LabelJoinProcessor.IMAGES_STORE, LabelJoinProcessor.CELLS_STORE};
  }

  private String topic(PipelineTopic topic) {
    return config.pipeline().topic(topic);
  }

  /** Cached, so that what changes often within a commit is logged once. */
  private static StoreBuilder<KeyValueStore<String, byte[]>> store(String name) {
    return Stores.keyValueStoreBuilder(
            Stores.inMemoryKeyValueStore(name), Serdes.String(), Serdes.ByteArray())
        .withCachingEnabled()
        .withLoggingEnabled(CHANGELOG);
  }
}
