package dev.thalweg.monitor.join;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.thalweg.monitor.accuracy.AccuracyConfig;
import dev.thalweg.monitor.accuracy.Calibration;
import dev.thalweg.monitor.accuracy.MonitorFigures;
import dev.thalweg.monitor.accuracy.Tally;
import dev.thalweg.schemas.AvroDecoder;
import dev.thalweg.schemas.DeadLetter;
import dev.thalweg.schemas.PipelineTopic;
import dev.thalweg.schemas.RecordOrigin;
import dev.thalweg.schemas.SchemaRegistry;
import dev.thalweg.schemas.UnreadableRecordException;
import dev.thalweg.schemas.avro.Label;
import dev.thalweg.schemas.avro.Prediction;
import java.time.Duration;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.processor.api.RecordMetadata;

/**
 * Moves predictions and labels of one partition into a {@link LabelJoin}, its counts out to the
 * aggregator, and what can't be read or counted to dead-letters.
 */
public final class LabelJoinProcessor implements Processor<byte[], byte[], byte[], byte[]> {
  public static final String IMAGES_STORE = "held-images";
  public static final String CELLS_STORE = "pending-cells";
  public static final String OUTCOMES_STORE = "pending-outcomes";

  /** Counts wait at most so long before they are passed on. */
  public static final Duration FLUSH_INTERVAL = Duration.ofMillis(200);

  private static final int TEXT_LENGTH_MAX = 256;

  /** A prediction can't be scored later than now; a day allows for clocks that are wrong. */
  private static final long AHEAD_MAX_MS = Duration.ofDays(1).toMillis();

  private final AccuracyConfig config;
  private final boolean watchesDrift;
  private final MonitorFigures figures;
  private final String predictionsTopic;
  private final AvroDecoder<Prediction> predictions;
  private final AvroDecoder<Label> labels;

  private ProcessorContext<byte[], byte[]> context;
  private LabelJoin join;

  /** Null where drift is not detected. */
  private PendingOutcomes outcomes;

  public LabelJoinProcessor(
      AccuracyConfig config,
      SchemaRegistry registry,
      boolean watchesDrift,
      MonitorFigures figures) {
    this.config = config;
    this.figures = figures;
    this.watchesDrift = watchesDrift;
    this.predictionsTopic = config.pipeline().topic(PipelineTopic.PREDICTIONS);
    this.predictions = AvroDecoder.reusing(registry, new Prediction());
    this.labels = AvroDecoder.reusing(registry, new Label());
  }

  /** Builds its state anew from the stores: Streams revives a task on the same object. */
  @Override
  public void init(ProcessorContext<byte[], byte[]> context) {
    this.context = context;
    join =
        new LabelJoin(
            config,
            new HeldExamples(context.getStateStore(IMAGES_STORE), config),
            new PendingCells(context.getStateStore(CELLS_STORE)),
            openOutcomes(),
            figures);
    context.schedule(FLUSH_INTERVAL, PunctuationType.WALL_CLOCK_TIME, nowMs -> flush());
  }

  private JoinObserver openOutcomes() {
    if (!watchesDrift) {
      return JoinObserver.NONE;
    }
    outcomes =
        new PendingOutcomes(config.pipeline().model(), context.getStateStore(OUTCOMES_STORE));
    return outcomes;
  }

  @Override
  public void process(Record<byte[], byte[]> record) {
    RecordMetadata from = context.recordMetadata().orElseThrow();
    try {
      if (from.topic().equals(predictionsTopic)) {
        prediction(record);
      } else {
        label(record);
      }
    } catch (UnreadableRecordException e) {
      refuse(record, from, e.getMessage());
    }
    join.advance(context.currentStreamTimeMs());
    if (join.isFull() || (outcomes != null && outcomes.isFull())) {
      flush();
    }
  }

  private void prediction(Record<byte[], byte[]> record) throws UnreadableRecordException {
    Prediction p = predictions.decode(record.value());
    requireShort("id", p.getId());
    requireShort("model's name", p.getModel());
    requireClass(p.getLabel());
    if (p.getVersion() < 0) {
      throw new UnreadableRecordException("The version %d is negative.".formatted(p.getVersion()));
    }
    long scoredAtMs = p.getScoredAt().toEpochMilli();
    if (scoredAtMs < 0 || scoredAtMs > context.currentSystemTimeMs() + AHEAD_MAX_MS) {
      throw new UnreadableRecordException(
          "The time of scoring, %d ms, is negative or in the future.".formatted(scoredAtMs));
    }
    join.prediction(
        p.getId(),
        new HeldPrediction(
            p.getModel(),
            p.getVersion(),
            p.getLabel(),
            Calibration.confidence(p.getProbabilities()),
            scoredAtMs),
        record.timestamp(),
        context.currentStreamTimeMs());
  }

  private void label(Record<byte[], byte[]> record) throws UnreadableRecordException {
    Label l = labels.decode(record.value());
    requireShort("id", l.getId());
    requireClass(l.getLabel());
    join.label(l.getId(), l.getLabel(), record.timestamp(), context.currentStreamTimeMs());
  }

  private static void requireShort(String what, String text) throws UnreadableRecordException {
    if (text.length() > TEXT_LENGTH_MAX) {
      throw new UnreadableRecordException(
          "The %s has %d characters; at most %d can be held."
              .formatted(what, text.length(), TEXT_LENGTH_MAX));
    }
  }

  private static void requireClass(int label) throws UnreadableRecordException {
    if (label < 0 || label >= Tally.CLASSES_MAX) {
      throw new UnreadableRecordException(
          "The label %d is not a class from 0 to %d.".formatted(label, Tally.CLASSES_MAX - 1));
    }
  }

  private void refuse(Record<byte[], byte[]> record, RecordMetadata from, String reason) {
    figures.count(MonitorFigures.Event.REFUSED);
    RecordOrigin origin = new RecordOrigin(from.topic(), from.partition(), from.offset());
    DeadLetter letter = new DeadLetter(origin, record.key(), record.value(), reason);
    context.forward(
        new Record<>(letter.key(), letter.value(), context.currentSystemTimeMs(), letter.headers()),
        NodeNames.DEAD_LETTERS_SINK);
  }

  private void flush() {
    long timeMs = Math.max(0, context.currentStreamTimeMs()); // -1 before the first record
    join.drain(
        counts ->
            context.forward(
                new Record<>(counts.cell().model().getBytes(UTF_8), counts.toBytes(), timeMs),
                NodeNames.COUNTS_OUT));
    if (outcomes != null) {
      outcomes.drain(
          found ->
              context.forward(
                  new Record<>(found.model().getBytes(UTF_8), found.toBytes(), timeMs),
                  NodeNames.OUTCOMES_OUT));
    }
  }
}
