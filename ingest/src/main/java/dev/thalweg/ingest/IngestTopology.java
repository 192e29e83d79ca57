package dev.thalweg.ingest;

import dev.thalweg.ingest.join.LateLabelsProcessor;
import dev.thalweg.ingest.made.Outlets;
import dev.thalweg.ingest.made.RecordsMade;
import dev.thalweg.ingest.metrics.IngestFigures;
import dev.thalweg.ingest.metrics.IngestFigures.Event;
import dev.thalweg.mapping.Labels;
import dev.thalweg.mapping.Mapping;
import dev.thalweg.schemas.Pipeline;
import dev.thalweg.schemas.PipelineTopic;
import dev.thalweg.schemas.SchemaRegistry;
import dev.thalweg.streams.EventTimestamp;
import dev.thalweg.topics.EventTime;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
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
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.StoreBuilder;
import org.apache.kafka.streams.state.Stores;

/**
 * Records of the mapping's topics in, samples out, and dead letters.
 *
 * <p>Where labels come on their own, each half goes through the internal topic {@code halves},
 * where the id alone decides on its partition: so the two find each other however many partitions
 * their topics have, and by whatever keys they got there.
 */
public final class IngestTopology implements Supplier<Topology> {
  static final String HALVES = "halves";

  /** The first node of the way to the join, by the name that the DSL derives. */
  static final String HALVES_OUT = HALVES + "-repartition-filter";

  private static final String SOURCE = "records-source";
  private static final String INTAKE = "intake";
  private static final String JOIN = "late-labels";

  /** Whoever fills a topic from a file of long ago gives its records the present. */
  private static final Duration AGE_MAX = Duration.ofDays(10 * 365);

  private static final Map<String, String> CHANGELOG = Map.of("cleanup.policy", "compact");

  private final Mapping mapping;
  private final Pipeline pipeline;
  private final boolean scored;
  private final int joins;
  private final SchemaRegistry registry;
  private final IngestFigures figures;
  private final InstantSource clock;

  /**
   * @param joins how many joins share the work; not used where labels do not come on their own
   */
  public IngestTopology(
      Mapping mapping,
      boolean scored,
      int joins,
      SchemaRegistry registry,
      IngestFigures figures,
      InstantSource clock) {
    this.mapping = mapping;
    this.pipeline = new Pipeline(mapping.pipeline());
    this.scored = scored;
    this.joins = joins;
    this.registry = registry;
    this.figures = figures;
    this.clock = clock;
  }

  /** The topics that records come from, those of labels included, each once. */
  static List<String> sources(Mapping mapping) {
    Set<String> topics = new LinkedHashSet<>(mapping.source().topics());
    mapping.labels().ifPresent(labels -> topics.addAll(labels.source().topics()));
    return new ArrayList<>(topics);
  }

  @Override
  public Topology get() {
    Serde<byte[]> bytes = Serdes.ByteArray();
    EventTime times = new EventTime(clock);
    StreamsBuilder builder = new StreamsBuilder();
    KStream<byte[], byte[]> mapped =
        builder.stream(
                sources(mapping),
                Consumed.with(bytes, bytes)
                    .withName(SOURCE)
                    .withTimestampExtractor(
                        new EventTimestamp(times, AGE_MAX, this::timeWasBounded))
                    .withOffsetResetPolicy(AutoOffsetReset.earliest()))
            .process(
                () -> new MappingProcessor(mapping, registry, this::outlets, figures),
                Named.as(INTAKE));
    to(mapped, PipelineTopic.DEAD_LETTERS);
    if (scored) {
      to(mapped, PipelineTopic.EXAMPLES);
    }
    KStream<byte[], byte[]> made =
        mapping.labels().map(labels -> joined(builder, mapped, labels)).orElse(mapped);
    to(made, PipelineTopic.SAMPLES);
    if (scored) {
      to(made, PipelineTopic.LABELS);
    }
    return builder.build();
  }

  private KStream<byte[], byte[]> joined(
      StreamsBuilder builder, KStream<byte[], byte[]> mapped, Labels labels) {
    Serde<byte[]> bytes = Serdes.ByteArray();
    builder.addStateStore(store());
    KStream<byte[], byte[]> joined =
        mapped
            .repartition(
                Repartitioned.with(bytes, bytes).withName(HALVES).withNumberOfPartitions(joins))
            .process(
                () ->
                    new LateLabelsProcessor(
                        labels, IngestConfig.HELD_BYTES_MAX / joins, this::outlets, figures),
                Named.as(JOIN),
                LateLabelsProcessor.STORE);
    to(joined, PipelineTopic.ORPHANS);
    return joined;
  }

  private Outlets outlets(ProcessorContext<byte[], byte[]> context) {
    return new Outlets(context, new RecordsMade(pipeline, mapping, registry), scored, figures);
  }

  private void to(KStream<byte[], byte[]> stream, PipelineTopic topic) {
    stream.to(
        pipeline.topic(topic),
        Produced.with(Serdes.ByteArray(), Serdes.ByteArray()).withName(Outlets.node(topic)));
  }

  private void timeWasBounded() {
    figures.count(Event.BOUNDED_TIME);
  }

  /** The name of the internal topic in which every id has its partition. */
  static String halves(String applicationId) {
    return applicationId + "-" + HALVES + "-repartition";
  }

  /** Cached, so that what changes often within a commit is logged once. */
  private static StoreBuilder<KeyValueStore<String, byte[]>> store() {
    return Stores.keyValueStoreBuilder(
            Stores.inMemoryKeyValueStore(LateLabelsProcessor.STORE),
            Serdes.String(),
            Serdes.ByteArray())
        .withCachingEnabled()
        .withLoggingEnabled(CHANGELOG);
  }
}
