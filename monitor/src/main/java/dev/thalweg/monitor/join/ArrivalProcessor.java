package dev.thalweg.monitor.join;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.thalweg.monitor.accuracy.AccuracyConfig;
import dev.thalweg.monitor.accuracy.Calibration;
import dev.thalweg.monitor.accuracy.MonitorFigures;
import dev.thalweg.monitor.accuracy.Tally;
import dev.thalweg.monitor.score.BinaryScores;
import dev.thalweg.monitor.state.Answer;
import dev.thalweg.schemas.AvroDecoder;
import dev.thalweg.schemas.DeadLetter;
import dev.thalweg.schemas.PipelineTopic;
import dev.thalweg.schemas.RecordOrigin;
import dev.thalweg.schemas.SchemaRegistry;
import dev.thalweg.schemas.UnreadableRecordException;
import dev.thalweg.schemas.avro.Label;
import dev.thalweg.schemas.avro.Prediction;
import dev.thalweg.topics.EventTime;
import java.time.Duration;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.processor.api.RecordMetadata;

/**
 * Takes predictions and labels of one partition in, and sends each on to the join under the id that
 * it names; what can't be read or counted goes to dead-letters.
 */
public final class ArrivalProcessor implements Processor<byte[], byte[], byte[], byte[]> {
  private static final int TEXT_LENGTH_MAX = 256;

  /** No sum of squares comes near an overflow. */
  private static final double NUMBER_MAX = 1e100;

  /** A clock that is wrong by so much is taken for the present; by more, the value is no time. */
  private static final long AHEAD_MAX_MS = Duration.ofDays(1).toMillis();

  private final MonitorFigures figures;
  private final EventTime times;
  private final String predictionsTopic;
  private final AvroDecoder<Prediction> predictions;
  private final AvroDecoder<Label> labels;

  private ProcessorContext<byte[], byte[]> context;

  /**
   * @param times bounds when predictions say that they were scored
   */
  public ArrivalProcessor(
      AccuracyConfig config, SchemaRegistry registry, EventTime times, MonitorFigures figures) {
    this.figures = figures;
    this.times = times;
    this.predictionsTopic = config.pipeline().topic(PipelineTopic.PREDICTIONS);
    this.predictions = AvroDecoder.reusing(registry, new Prediction());
    this.labels = AvroDecoder.reusing(registry, new Label());
  }

  @Override
  public void init(ProcessorContext<byte[], byte[]> context) {
    this.context = context;
  }

  @Override
  public void process(Record<byte[], byte[]> record) {
    RecordMetadata from = context.recordMetadata().orElseThrow();
    try {
      if (from.topic().equals(predictionsTopic)) {
        prediction(record, from.partition());
      } else {
        label(record, from.partition());
      }
    } catch (UnreadableRecordException e) {
      refuse(record, from, e.getMessage());
    }
  }

  private void prediction(Record<byte[], byte[]> record, int partition)
      throws UnreadableRecordException {
    Prediction p = predictions.decode(record.value());
    requireShort("id", p.getId());
    requireShort("model's name", p.getModel());
    if (p.getVersion() < 0) {
      throw new UnreadableRecordException("The version %d is negative.".formatted(p.getVersion()));
    }
    long scoredAtMs = p.getScoredAt().toEpochMilli();
    if (scoredAtMs < 0 || scoredAtMs > context.currentSystemTimeMs() + AHEAD_MAX_MS) {
      throw new UnreadableRecordException(
          "The time of scoring, %d ms, is negative or in the future.".formatted(scoredAtMs));
    }
    HeldPrediction held =
        new HeldPrediction(
            p.getModel(),
            p.getVersion(),
            answer(p.getLabel(), p.getValue()),
            BinaryScores.held(p.getProbabilities(), Calibration.confidence(p.getProbabilities())),
            times.of(scoredAtMs));
    forward(p.getId(), Arrival.of(partition, held), record);
  }

  private void label(Record<byte[], byte[]> record, int partition)
      throws UnreadableRecordException {
    Label l = labels.decode(record.value());
    requireShort("id", l.getId());
    forward(l.getId(), Arrival.of(partition, answer(l.getLabel(), l.getValue())), record);
  }

  private void forward(String id, Arrival arrival, Record<byte[], byte[]> record) {
    context.forward(
        new Record<>(id.getBytes(UTF_8), arrival.toBytes(), record.timestamp()),
        NodeNames.ARRIVALS_OUT);
  }

  private static void requireShort(String what, String text) throws UnreadableRecordException {
    if (text.length() > TEXT_LENGTH_MAX) {
      throw new UnreadableRecordException(
          "The %s has %d characters; at most %d can be held."
              .formatted(what, text.length(), TEXT_LENGTH_MAX));
    }
  }

  private static long answer(int label, Double value) throws UnreadableRecordException {
    if (value == null) {
      requireClass(label);
      return label;
    }
    if (!(Math.abs(value) <= NUMBER_MAX)) {
      throw new UnreadableRecordException(
          "The value is %s; it must be a number of a magnitude of at most %s."
              .formatted(value, NUMBER_MAX));
    }
    return Answer.of(value);
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
}
