package dev.thalweg.scorer.batch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.sun.management.ThreadMXBean;
import dev.thalweg.schemas.PipelineTopic;
import dev.thalweg.snapshots.Fixture;
import dev.thalweg.snapshots.ServedModel;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;

/** A scorer's heap is flat at any rate: it leaves little behind of an image that it has scored. */
class ScoreAllocationTest {
  private static final TopicPartition EXAMPLES =
      new TopicPartition(Fixture.PIPELINE.topic(PipelineTopic.EXAMPLES), 0);
  private static final int POLLED = 256;
  private static final int WARM_UP = 16;
  private static final int POLLS = 32;

  /** Of the Java heap, of an image from its record to its prediction's. */
  private static final long BYTES_MAX = 2_000;

  /** Acknowledges at once, and keeps nothing. */
  private static final class Forgetful extends MockProducer<byte[], byte[]> {
    private final RecordMetadata metadata = new RecordMetadata(EXAMPLES, 0, 0, 0, 0, 0);
    private final Future<RecordMetadata> sent = CompletableFuture.completedFuture(metadata);
    long count;

    Forgetful() {
      super(true, null, new ByteArraySerializer(), new ByteArraySerializer());
    }

    @Override
    public synchronized Future<RecordMetadata> send(
        ProducerRecord<byte[], byte[]> record, Callback callback) {
      count++;
      callback.onCompletion(metadata, null);
      return sent;
    }
  }

  @Test
  void scoringAnImage_allocatesLittle() {
    // Given
    assumeTrue(ManagementFactory.getThreadMXBean() instanceof ThreadMXBean, "HotSpot counts bytes");
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    List<ConsumerRecord<byte[], byte[]>> images = new ArrayList<>();
    for (int i = 0; i < POLLED; i++) {
      images.add(
          new ConsumerRecord<>(
              EXAMPLES.topic(),
              EXAMPLES.partition(),
              i,
              new byte[] {1},
              Fixture.encode(Fixture.image(i))));
    }
    ConsumerRecords<byte[], byte[]> polled =
        new ConsumerRecords<>(Map.of(EXAMPLES, images), Map.of());
    List<ServedModel> models = List.of(Fixture.served(1));

    // When
    Forgetful producer = new Forgetful();
    try (BatchScorer scorer =
        new BatchScorer(
            producer, Fixture.REGISTRY, Fixture.PIPELINE, "scorer-one", POLLED, Fixture.CLOCK)) {
      for (int i = 0; i < WARM_UP; i++) {
        var unused = scorer.score(polled, models);
      }
      long before = threads.getCurrentThreadAllocatedBytes();
      for (int i = 0; i < POLLS; i++) {
        var unused = scorer.score(polled, models);
      }
      long perImage = (threads.getCurrentThreadAllocatedBytes() - before) / (POLLS * POLLED);

      // Then
      assertThat(producer.count).isEqualTo((WARM_UP + POLLS) * POLLED);
      assertThat(perImage).isLessThan(BYTES_MAX);
    }
  }
}
