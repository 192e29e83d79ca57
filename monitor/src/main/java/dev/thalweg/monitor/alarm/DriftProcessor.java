package dev.thalweg.monitor.alarm;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.thalweg.monitor.accuracy.AccuracyConfig;
import dev.thalweg.monitor.accuracy.MonitorFigures;
import dev.thalweg.monitor.accuracy.Tally;
import dev.thalweg.monitor.join.NodeNames;
import dev.thalweg.monitor.join.Outcomes;
import dev.thalweg.schemas.AvroDecoder;
import dev.thalweg.schemas.AvroSerializer;
import dev.thalweg.schemas.DeadLetter;
import dev.thalweg.schemas.PipelineTopic;
import dev.thalweg.schemas.RecordOrigin;
import dev.thalweg.schemas.SchemaRegistry;
import dev.thalweg.schemas.UnreadableRecordException;
import dev.thalweg.schemas.avro.Alarm;
import dev.thalweg.schemas.avro.TrainingProgress;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.processor.api.RecordMetadata;

/**
 * Moves training and the joins' outcomes into a {@link DriftDetection}, its alarms out to alarms,
 * and steps that can't be read to dead-letters.
 */
public final class DriftProcessor implements Processor<byte[], byte[], byte[], byte[]> {
  public static final String STORE = "drift";

  private static final int NAME_LENGTH_MAX = 256;
  private static final int LEARNERS_MAX = 1_024;
  private static final int MINIBATCH_MAX = 65_536;

  private final MonitorFigures figures;
  private final String ownModel;
  private final String trainingTopic;
  private final String alarmsTopic;
  private final AvroDecoder<TrainingProgress> decoder;
  private final AvroSerializer<Alarm> serializer;

  private ProcessorContext<byte[], byte[]> context;
  private DriftDetection detection;

  public DriftProcessor(AccuracyConfig config, SchemaRegistry registry, MonitorFigures figures) {
    this.figures = figures;
    this.ownModel = config.pipeline().model();
    this.trainingTopic = config.pipeline().topic(PipelineTopic.TRAINING);
    this.alarmsTopic = config.pipeline().topic(PipelineTopic.ALARMS);
    this.decoder = AvroDecoder.reusing(registry, new TrainingProgress());
    this.serializer = new AvroSerializer<>(registry);
  }

  /** Builds its state anew from the store: Streams revives a task on the same object. */
  @Override
  public void init(ProcessorContext<byte[], byte[]> context) {
    this.context = context;
    detection = new DriftDetection(ownModel, context.getStateStore(STORE));
  }

  @Override
  public void process(Record<byte[], byte[]> record) {
    RecordMetadata from = context.recordMetadata().orElseThrow();
    if (!from.topic().equals(trainingTopic)) {
      detection.outcomes(Outcomes.fromBytes(record.value()), record.timestamp(), this::tell);
      return;
    }
    RecordOrigin origin = new RecordOrigin(from.topic(), from.partition(), from.offset());
    try {
      TrainingProgress progress = decoder.decode(record.value());
      require(progress);
      if (detection.training(progress, origin.toString(), record.timestamp(), this::tell)) {
        figures.trained(progress);
      }
    } catch (UnreadableRecordException e) {
      refuse(record, origin, e.getMessage());
    }
  }

  private static void require(TrainingProgress p) throws UnreadableRecordException {
    if (p.getModel().length() > NAME_LENGTH_MAX) {
      throw new UnreadableRecordException(
          "The model's name has %d characters; at most %d can be held."
              .formatted(p.getModel().length(), NAME_LENGTH_MAX));
    }
    if (p.getPartition() < 0 || p.getPartition() >= LEARNERS_MAX || p.getStep() < 1) {
      throw new UnreadableRecordException(
          "Step %d of learner %d is not possible.".formatted(p.getStep(), p.getPartition()));
    }
    int size = p.getBatchSize();
    if (size < 1 || size > MINIBATCH_MAX || p.getCorrect() < 0 || p.getCorrect() > size) {
      throw new UnreadableRecordException(
          "%d right of a minibatch of %d is not possible.".formatted(p.getCorrect(), size));
    }
    if (p.getErrors() != null
        && (p.getErrors().getCounted() < 0 || p.getErrors().getCounted() > size)) {
      throw new UnreadableRecordException(
          "%d errors of a minibatch of %d are not possible."
              .formatted(p.getErrors().getCounted(), size));
    }
    if (p.getClassCounts().size() > Tally.CLASSES_MAX) {
      throw new UnreadableRecordException(
          "There are %d classes; at most %d can be told apart."
              .formatted(p.getClassCounts().size(), Tally.CLASSES_MAX));
    }
    long counted = 0;
    for (int count : p.getClassCounts()) {
      if (count < 0) {
        throw new UnreadableRecordException("A class has %d samples.".formatted(count));
      }
      counted += count;
    }
    if (counted != size && !p.getClassCounts().isEmpty()) {
      throw new UnreadableRecordException(
          "The classes have %d samples, the minibatch %d.".formatted(counted, size));
    }
  }

  private void tell(Alarm alarm) {
    figures.raised(alarm);
    context.forward(
        new Record<>(
            alarm.getModel().getBytes(UTF_8),
            serializer.serialize(alarmsTopic, alarm),
            alarm.getAt().toEpochMilli()),
        NodeNames.ALARMS_SINK);
    context.commit(); // an alarm is rare, and somebody acts on it
  }

  private void refuse(Record<byte[], byte[]> record, RecordOrigin origin, String reason) {
    figures.count(MonitorFigures.Event.REFUSED);
    DeadLetter letter = new DeadLetter(origin, record.key(), record.value(), reason);
    context.forward(
        new Record<>(letter.key(), letter.value(), context.currentSystemTimeMs(), letter.headers()),
        NodeNames.DRIFT_DEAD_LETTERS_SINK);
  }
}
