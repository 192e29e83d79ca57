package dev.thalweg.monitor.accuracy;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.thalweg.schemas.AvroSerializer;
import dev.thalweg.schemas.PipelineTopic;
import dev.thalweg.schemas.SchemaRegistry;
import dev.thalweg.schemas.avro.WindowAccuracy;
import java.time.Duration;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;

/** Moves tallies into an {@link AccuracyByModel}, and what has changed out to accuracy. */
public final class AccuracyProcessor implements Processor<byte[], byte[], byte[], byte[]> {
  public static final String STORE = "aggregates";

  /** However many predictions come, an accuracy is told at most so often. */
  public static final Duration TELL_INTERVAL = Duration.ofMillis(500);

  private final AccuracyConfig config;
  private final MonitorFigures figures;
  private final String topic;
  private final AvroSerializer<WindowAccuracy> serializer;

  private ProcessorContext<byte[], byte[]> context;
  private AccuracyByModel accuracy;

  public AccuracyProcessor(AccuracyConfig config, SchemaRegistry registry, MonitorFigures figures) {
    this.config = config;
    this.figures = figures;
    this.topic = config.pipeline().topic(PipelineTopic.ACCURACY);
    this.serializer = new AvroSerializer<>(registry);
  }

  /** Builds its state anew from the store: Streams revives a task on the same object. */
  @Override
  public void init(ProcessorContext<byte[], byte[]> context) {
    this.context = context;
    accuracy = new AccuracyByModel(context.getStateStore(STORE), config);
    context.schedule(
        TELL_INTERVAL, PunctuationType.WALL_CLOCK_TIME, nowMs -> accuracy.tellChanged(this::tell));
  }

  @Override
  public void process(Record<byte[], byte[]> record) {
    accuracy.add(CellTally.fromBytes(record.value()), record.timestamp(), this::tell);
  }

  private void tell(WindowAccuracy value) {
    figures.told(value);
    context.forward(
        new Record<>(
            value.getModel().getBytes(UTF_8),
            serializer.serialize(topic, value),
            context.currentSystemTimeMs()));
  }
}
