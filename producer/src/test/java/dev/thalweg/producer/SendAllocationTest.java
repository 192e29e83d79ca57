package dev.thalweg.producer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.sun.management.ThreadMXBean;
import dev.thalweg.producer.source.ExampleSource;
import dev.thalweg.producer.source.LabelledExample;
import dev.thalweg.producer.source.Split;
import dev.thalweg.schemas.ExampleFormat;
import dev.thalweg.schemas.Pipeline;
import dev.thalweg.schemas.SchemaRegistry;
import dev.thalweg.schemas.avro.Datatype;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;

/** A producer's heap is flat at any rate: it leaves little behind of a sample that it has sent. */
class SendAllocationTest {
  private static final int WARM_UP = 4_096;
  private static final int SAMPLES = 8_192;

  /** Of the Java heap, of a sample of 784 bytes, which is encoded once. */
  private static final long BYTES_MAX = 2_500;

  /** One example of 28 x 28, whatever the index. */
  private record SameExample(LabelledExample example) implements ExampleSource {
    @Override
    public String name() {
      return "same";
    }

    @Override
    public String description() {
      return "one example, again and again";
    }

    @Override
    public ExampleFormat format() {
      return new ExampleFormat(List.of(28, 28), Datatype.UINT8);
    }

    @Override
    public int classes() {
      return 10;
    }

    @Override
    public long size() {
      return ENDLESS;
    }

    @Override
    public LabelledExample at(long index) {
      return example;
    }
  }

  /** Acknowledges at once, and keeps nothing. */
  private static final class Forgetful extends MockProducer<byte[], byte[]> {
    private final RecordMetadata metadata =
        new RecordMetadata(new TopicPartition("test.samples", 0), 0, 0, 0, 0, 0);
    private final Future<RecordMetadata> sent = CompletableFuture.completedFuture(metadata);

    Forgetful() {
      super(true, null, new ByteArraySerializer(), new ByteArraySerializer());
    }

    @Override
    public synchronized Future<RecordMetadata> send(
        ProducerRecord<byte[], byte[]> record, Callback callback) {
      callback.onCompletion(metadata, null);
      return sent;
    }
  }

  @Test
  void sendingASample_allocatesLittle() {
    // Given
    assumeTrue(ManagementFactory.getThreadMXBean() instanceof ThreadMXBean, "HotSpot counts bytes");
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long unused = send(WARM_UP);

    // When
    long before = threads.getCurrentThreadAllocatedBytes();
    long warm = send(WARM_UP);
    long between = threads.getCurrentThreadAllocatedBytes();
    long more = send(WARM_UP + SAMPLES);
    long perSample =
        (threads.getCurrentThreadAllocatedBytes() - between - (between - before)) / SAMPLES;

    // Then
    assertThat(more - warm).isEqualTo(SAMPLES);
    assertThat(perSample).isLessThan(BYTES_MAX);
  }

  private static long send(long samples) {
    ExampleSource source = new SameExample(new LabelledExample(new byte[28 * 28], 7));
    StreamConfig config =
        StreamConfig.of(
                new Pipeline("test"),
                ExampleStream.of(source, Split.TRAIN, SampleOrder.of(source, 1, samples, 1)))
            .atRate(Double.POSITIVE_INFINITY);
    SchemaRegistry registry = SchemaRegistry.inMemory();
    return new SampleProducer(config, Progress.NONE, () -> registry, Forgetful::new)
        .run()
        .acknowledged();
  }
}
