package dev.thalweg.monitor;

import static dev.thalweg.monitor.AccuracyFixture.PIPELINE;
import static dev.thalweg.monitor.AccuracyFixture.at;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.sun.management.ThreadMXBean;
import dev.thalweg.monitor.accuracy.MonitorFigures;
import dev.thalweg.monitor.join.ArrivalProcessor;
import dev.thalweg.schemas.AvroSerializer;
import dev.thalweg.schemas.PipelineTopic;
import dev.thalweg.schemas.SchemaRegistry;
import dev.thalweg.schemas.avro.Label;
import dev.thalweg.schemas.avro.Prediction;
import dev.thalweg.topics.EventTime;
import java.lang.management.ManagementFactory;
import java.time.InstantSource;
import org.apache.kafka.streams.processor.api.MockProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.junit.jupiter.api.Test;

/**
 * A monitor's heap is flat at any rate: it leaves little behind of a prediction and a label that it
 * has read. What it holds of them is bounded by itself.
 */
class ArrivalAllocationTest {
  private static final int WARM_UP = 4_096;
  private static final int SAMPLES = 8_192;

  /** Of the Java heap, of a prediction and its label, until they are on their way to the join. */
  private static final long BYTES_MAX = 3_500;

  private final MockProcessorContext<byte[], byte[]> context =
      new MockProcessorContext<>(AccuracyFixture.properties());

  @Test
  void readingASamplesPredictionAndLabel_allocatesLittle() {
    // Given
    assumeTrue(ManagementFactory.getThreadMXBean() instanceof ThreadMXBean, "HotSpot counts bytes");
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    SchemaRegistry registry = SchemaRegistry.inMemory();
    String predictions = PIPELINE.topic(PipelineTopic.PREDICTIONS);
    String labels = PIPELINE.topic(PipelineTopic.LABELS);
    String id = "mnist-test-1-000123";
    byte[] prediction =
        new AvroSerializer<Prediction>(registry)
            .serialize(predictions, AccuracyFixture.prediction(id, 100, 7, at(1)));
    byte[] label =
        new AvroSerializer<Label>(registry).serialize(labels, new Label(id, 7, at(2), null));
    ArrivalProcessor processor =
        new ArrivalProcessor(
            AccuracyFixture.config(),
            registry,
            new EventTime(InstantSource.system()),
            new MonitorFigures(PIPELINE.model()));
    context.setCurrentSystemTimeMs(at(3).toEpochMilli());
    processor.init(context);

    // When
    read(processor, predictions, prediction, labels, label, WARM_UP);
    long before = threads.getCurrentThreadAllocatedBytes();
    read(processor, predictions, prediction, labels, label, SAMPLES);
    long perSample = (threads.getCurrentThreadAllocatedBytes() - before) / SAMPLES;

    // Then
    assertThat(perSample).isLessThan(BYTES_MAX);
  }

  private void read(
      ArrivalProcessor processor,
      String predictions,
      byte[] prediction,
      String labels,
      byte[] label,
      int count) {
    byte[] key = "k".getBytes(UTF_8);
    for (int i = 0; i < count; i++) {
      context.setRecordMetadata(predictions, 0, i);
      processor.process(new Record<>(key, prediction, at(1).toEpochMilli()));
      context.setRecordMetadata(labels, 0, i);
      processor.process(new Record<>(key, label, at(2).toEpochMilli()));
      assertThat(context.forwarded()).hasSize(2);
      context.resetForwards();
    }
  }
}
