package dev.thalweg.monitor;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.thalweg.monitor.accuracy.AccuracyConfig;
import dev.thalweg.monitor.accuracy.AccuracyProcessor;
import dev.thalweg.monitor.accuracy.MonitorFigures;
import dev.thalweg.monitor.join.LabelJoinProcessor;
import dev.thalweg.schemas.AvroDecoder;
import dev.thalweg.schemas.AvroSerializer;
import dev.thalweg.schemas.Pipeline;
import dev.thalweg.schemas.PipelineTopic;
import dev.thalweg.schemas.SchemaRegistry;
import dev.thalweg.schemas.UnreadableRecordException;
import dev.thalweg.schemas.avro.AccuracyScope;
import dev.thalweg.schemas.avro.Alarm;
import dev.thalweg.schemas.avro.Label;
import dev.thalweg.schemas.avro.Prediction;
import dev.thalweg.schemas.avro.TrainingProgress;
import dev.thalweg.schemas.avro.WindowAccuracy;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.function.Function;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.TestInputTopic;
import org.apache.kafka.streams.TestOutputTopic;
import org.apache.kafka.streams.TopologyTestDriver;
import org.apache.kafka.streams.test.TestRecord;

/** The accuracy topology in a TopologyTestDriver, with what its tests say and ask. */
public final class AccuracyFixture implements AutoCloseable {
  public static final Pipeline PIPELINE = new Pipeline("digits");
  public static final Instant T0 = Instant.parse("2026-01-01T00:00:00Z");

  public final MonitorFigures figures = new MonitorFigures(PIPELINE.model());
  public final TopologyTestDriver driver;
  public final TestOutputTopic<byte[], byte[]> accuracy;
  public final TestOutputTopic<byte[], byte[]> deadLetters;
  private final TestOutputTopic<byte[], byte[]> alarms;
  private final TestInputTopic<byte[], byte[]> training;
  private final TestInputTopic<byte[], byte[]> predictions;
  private final TestInputTopic<byte[], byte[]> labels;
  private final SchemaRegistry registry = SchemaRegistry.inMemory();
  private final AvroSerializer<Prediction> predictionSerializer = new AvroSerializer<>(registry);
  private final AvroSerializer<Label> labelSerializer = new AvroSerializer<>(registry);
  private final AvroSerializer<TrainingProgress> trainingSerializer =
      new AvroSerializer<>(registry);
  private final AvroDecoder<WindowAccuracy> decoder =
      AvroDecoder.of(registry, WindowAccuracy.getClassSchema());
  private final AvroDecoder<Alarm> alarmDecoder = AvroDecoder.of(registry, Alarm.getClassSchema());
  private final Map<String, WindowAccuracy> latest = new HashMap<>();
  private Function<String, byte[]> keys = id -> id.getBytes(UTF_8);
  private Instant wallClock = T0.plusSeconds(86_400);

  public AccuracyFixture(AccuracyConfig config) {
    driver =
        new TopologyTestDriver(
            new AccuracyTopology(config, registry, true, 1, figures, () -> wallClock).get(),
            properties(),
            wallClock);
    training = input(PipelineTopic.TRAINING);
    alarms = output(PipelineTopic.ALARMS);
    predictions = input(PipelineTopic.PREDICTIONS);
    labels = input(PipelineTopic.LABELS);
    accuracy = output(PipelineTopic.ACCURACY);
    deadLetters = output(PipelineTopic.DEAD_LETTERS);
  }

  public static AccuracyConfig config() {
    return AccuracyConfig.of(PIPELINE);
  }

  public static Properties properties() {
    Properties properties = new Properties();
    properties.put(StreamsConfig.APPLICATION_ID_CONFIG, "digits-monitor");
    properties.put(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, "unused:9092");
    properties.put(StreamsConfig.ENSURE_EXPLICIT_INTERNAL_RESOURCE_NAMING_CONFIG, true);
    properties.put("processing.exception.handler.global.enabled", true);
    return properties;
  }

  public static Instant at(long seconds) {
    return T0.plusSeconds(seconds);
  }

  public static Prediction prediction(String id, long version, int predicted, Instant at) {
    Prediction prediction = new Prediction();
    prediction.setId(id);
    prediction.setModel(PIPELINE.model());
    prediction.setVersion(version);
    prediction.setSha256("ab".repeat(32));
    prediction.setLabel(predicted);
    prediction.setProbabilities(List.of(0.25f, 0.75f));
    prediction.setSentAt(at);
    prediction.setScoredAt(at);
    prediction.setScorer("scorer-1");
    return prediction;
  }

  public void predict(String id, long version, int predicted, long atSeconds) {
    predict(prediction(id, version, predicted, at(atSeconds)), at(atSeconds));
  }

  public void predict(Prediction prediction, Instant at) {
    String topic = PIPELINE.topic(PipelineTopic.PREDICTIONS);
    sendPrediction(prediction.getId(), predictionSerializer.serialize(topic, prediction), at);
  }

  public void sendPrediction(String key, byte[] value, Instant at) {
    predictions.pipeInput(new TestRecord<>(keys.apply(key), value, new RecordHeaders(), at));
  }

  public void label(String id, int label, long atSeconds) {
    label(id, label, at(atSeconds));
  }

  public void label(String id, int label, Instant at) {
    Label value = new Label(id, label, at, null);
    sendLabel(id, labelSerializer.serialize(PIPELINE.topic(PipelineTopic.LABELS), value), at);
  }

  /** Labels an example with a number. */
  public void value(String id, double value, long atSeconds) {
    Instant at = at(atSeconds);
    Label label = new Label(id, -1, at, value);
    sendLabel(id, labelSerializer.serialize(PIPELINE.topic(PipelineTopic.LABELS), label), at);
  }

  public void sendLabel(String key, byte[] value, Instant at) {
    labels.pipeInput(new TestRecord<>(keys.apply(key), value, new RecordHeaders(), at));
  }

  /** Lets the counts through, and takes over what was written to accuracy. */
  public List<WindowAccuracy> settle() {
    pass(LabelJoinProcessor.FLUSH_INTERVAL);
    pass(AccuracyProcessor.TELL_INTERVAL);
    return readAccuracy();
  }

  /** Sends predictions and labels under other keys than their ids. */
  public void useKeys(Function<String, byte[]> other) {
    keys = other;
  }

  /** Lets time pass on the wall clock. */
  public void pass(Duration time) {
    wallClock = wallClock.plus(time);
    driver.advanceWallClockTime(time);
  }

  /** The present, by the wall clock. */
  public Instant now() {
    return wallClock;
  }

  public List<WindowAccuracy> readAccuracy() {
    List<WindowAccuracy> values = accuracy.readValuesToList().stream().map(this::decode).toList();
    values.forEach(v -> latest.put(key(v.getModel(), v.getScope(), number(v)), v));
    return values;
  }

  public WindowAccuracy total() {
    return latest.get(key(PIPELINE.model(), AccuracyScope.TOTAL, 0));
  }

  public WindowAccuracy version(long version) {
    return latest.get(key(PIPELINE.model(), AccuracyScope.VERSION, version));
  }

  public WindowAccuracy window(long startSeconds) {
    return latest.get(key(PIPELINE.model(), AccuracyScope.WINDOW, at(startSeconds).toEpochMilli()));
  }

  public WindowAccuracy total(String model) {
    return latest.get(key(model, AccuracyScope.TOTAL, 0));
  }

  /** The latest record of each scope, window and version. */
  public Map<String, WindowAccuracy> latest() {
    return latest;
  }

  public static String key(String model, AccuracyScope scope, long number) {
    return model + " " + scope + " " + number;
  }

  private static long number(WindowAccuracy v) {
    return switch (v.getScope()) {
      case WINDOW -> v.getWindowStart().toEpochMilli();
      case VERSION -> v.getVersion();
      default -> 0;
    };
  }

  public void train(TrainingProgress progress, long atSeconds) {
    String topic = PIPELINE.topic(PipelineTopic.TRAINING);
    sendTraining(trainingSerializer.serialize(topic, progress), at(atSeconds));
  }

  public void sendTraining(byte[] value, Instant at) {
    byte[] key = PIPELINE.model().getBytes(UTF_8);
    training.pipeInput(new TestRecord<>(key, value, new RecordHeaders(), at));
  }

  /** The alarms since the last time. */
  public List<Alarm> readAlarms() {
    return alarms.readValuesToList().stream().map(bytes -> decode(alarmDecoder, bytes)).toList();
  }

  private WindowAccuracy decode(byte[] bytes) {
    return decode(decoder, bytes);
  }

  private static <T extends SpecificRecord> T decode(AvroDecoder<T> decoder, byte[] bytes) {
    try {
      return decoder.decode(bytes);
    } catch (UnreadableRecordException e) {
      throw new AssertionError(e);
    }
  }

  private TestInputTopic<byte[], byte[]> input(PipelineTopic topic) {
    return driver.createInputTopic(
        PIPELINE.topic(topic), new ByteArraySerializer(), new ByteArraySerializer());
  }

  private TestOutputTopic<byte[], byte[]> output(PipelineTopic topic) {
    return driver.createOutputTopic(
        PIPELINE.topic(topic), new ByteArrayDeserializer(), new ByteArrayDeserializer());
  }

  @Override
  public void close() {
    driver.close();
    registry.close();
  }

  /** Seconds as a duration, for short tests. */
  public static Duration seconds(long seconds) {
    return Duration.ofSeconds(seconds);
  }
}
