package dev.thalweg.ingest;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.thalweg.ingest.join.Arrival;
import dev.thalweg.ingest.made.Features;
import dev.thalweg.ingest.made.Outlets;
import dev.thalweg.ingest.metrics.IngestFigures;
import dev.thalweg.ingest.metrics.IngestFigures.Event;
import dev.thalweg.mapping.Labels;
import dev.thalweg.mapping.Mapping;
import dev.thalweg.mapping.field.Fields;
import dev.thalweg.mapping.field.MappingException;
import dev.thalweg.mapping.read.FieldsReader;
import dev.thalweg.mapping.read.RecordId;
import dev.thalweg.schemas.DeadLetter;
import dev.thalweg.schemas.PipelineTopic;
import dev.thalweg.schemas.RecordOrigin;
import dev.thalweg.schemas.SchemaRegistry;
import dev.thalweg.schemas.UnreadableRecordException;
import dev.thalweg.topics.EventTime;
import java.util.OptionalLong;
import java.util.function.Function;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.processor.api.RecordMetadata;

/**
 * Maps the records of one partition. Where labels come on their own it sends on each half under its
 * id; else a record has both, and is a sample at once. What can't be mapped goes to dead-letters.
 */
final class MappingProcessor implements Processor<byte[], byte[], byte[], byte[]> {
  private final Mapping mapping;
  private final IngestFigures figures;
  private final FieldsReader features;
  private final FieldsReader labels;
  private final Function<ProcessorContext<byte[], byte[]>, Outlets> opening;

  private ProcessorContext<byte[], byte[]> context;
  private Outlets outlets;

  MappingProcessor(
      Mapping mapping,
      SchemaRegistry registry,
      Function<ProcessorContext<byte[], byte[]>, Outlets> opening,
      IngestFigures figures) {
    this.mapping = mapping;
    this.opening = opening;
    this.figures = figures;
    features = FieldsReader.of(mapping.source().format(), registry);
    labels =
        FieldsReader.of(
            mapping.labels().map(Labels::source).orElse(mapping.source()).format(), registry);
  }

  @Override
  public void init(ProcessorContext<byte[], byte[]> context) {
    this.context = context;
    outlets = opening.apply(context);
  }

  /** A topic that is among both sources has both halves, each in records of its own or in one. */
  @Override
  public void process(Record<byte[], byte[]> record) {
    if (record.value() == null) {
      figures.count(Event.EMPTY); // of a compacted topic: it takes back what has been learned
      return;
    }
    RecordMetadata from = context.recordMetadata().orElseThrow();
    RecordOrigin origin = new RecordOrigin(from.topic(), from.partition(), from.offset());
    try {
      if (mapping.source().topics().contains(from.topic())) {
        features(record, origin);
      }
      if (mapping.labels().isPresent()
          && mapping.labels().get().source().topics().contains(from.topic())) {
        label(record, origin);
      }
    } catch (UnreadableRecordException | MappingException e) {
      refuse(record, origin, e.getMessage());
    }
  }

  private void features(Record<byte[], byte[]> record, RecordOrigin origin)
      throws UnreadableRecordException, MappingException {
    Fields fields = features.read(record.value());
    String id = RecordId.of(mapping.id(fields), mapping.idSource(), record.key(), origin);
    Features made =
        new Features(
            id,
            time(mapping.time(fields), record),
            origin.toString(),
            mapping.features(fields),
            (float) mapping.weight(fields));
    boolean isLate = mapping.labels().isPresent();
    double target = isLate ? 0 : mapping.target(fields);
    figures.count(Event.FEATURES);
    outlets.example(made);
    if (isLate) {
      forward(made.id(), Arrival.of(source(origin), made));
    } else {
      outlets.sample(made, target);
      outlets.label(made, target);
    }
  }

  private void label(Record<byte[], byte[]> record, RecordOrigin origin)
      throws UnreadableRecordException, MappingException {
    Labels late = mapping.labels().orElseThrow();
    Fields fields = labels.read(record.value());
    boolean isBoth = mapping.source().topics().contains(origin.topic());
    if (isBoth && !mapping.hasTarget(fields)) {
      return; // the features alone, as yet
    }
    String id = RecordId.of(mapping.labelId(fields), late.idSource(), record.key(), origin);
    double target = mapping.target(fields);
    figures.count(Event.LABEL);
    forward(id, Arrival.of(source(origin), time(mapping.labelTime(fields), record), target));
  }

  /** Which of all partitions it is from; two that are given the same are waited for as one. */
  private int source(RecordOrigin origin) {
    return origin.topic().hashCode() * 31 + origin.partition();
  }

  private void forward(String id, Arrival arrival) {
    context.forward(
        new Record<>(id.getBytes(UTF_8), arrival.toBytes(), arrival.timeMs()),
        IngestTopology.HALVES_OUT);
  }

  /** A field's time may be of any year, but not of the future. */
  private long time(OptionalLong field, Record<byte[], byte[]> record) {
    long nowMs = context.currentSystemTimeMs();
    if (field.isEmpty()) {
      return record.timestamp();
    }
    long timeMs = field.getAsLong();
    if (timeMs >= 0 && timeMs <= nowMs + EventTime.AHEAD_MAX.toMillis()) {
      return timeMs;
    }
    figures.count(Event.BOUNDED_TIME);
    return nowMs;
  }

  private void refuse(Record<byte[], byte[]> record, RecordOrigin origin, String reason) {
    figures.count(Event.REFUSED);
    DeadLetter letter = new DeadLetter(origin, record.key(), record.value(), reason);
    context.forward(
        new Record<>(letter.key(), letter.value(), context.currentSystemTimeMs(), letter.headers()),
        Outlets.node(PipelineTopic.DEAD_LETTERS));
  }
}
