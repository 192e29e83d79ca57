package dev.thalweg.scorer.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import dev.thalweg.topics.StopSwitch;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;

class AtLeastOnceTest {
  private static final TopicPartition PARTITION = new TopicPartition("digits.examples", 0);
  private static final Duration IDLE = Duration.ofMillis(100);

  private final MockConsumer<byte[], byte[]> consumer = new MockConsumer<>("earliest");
  private final MockProducer<byte[], byte[]> producer =
      new MockProducer<>(true, null, new ByteArraySerializer(), new ByteArraySerializer());
  private final AtLeastOnce delivery =
      new AtLeastOnce(consumer, InstantSource.fixed(Instant.ofEpochMilli(1)), new StopSwitch());

  private SentBatch one(ConsumerRecords<byte[], byte[]> records) {
    SentBatch batch = new SentBatch(producer, records.nextOffsets());
    batch.countScored();
    batch.complete();
    return batch;
  }

  @Test
  void batchInFlight_isSettledBeforeAnIdlePollWouldEnd() throws Exception {
    // Given
    ConsumerRecords<byte[], byte[]> polled =
        new ConsumerRecords<>(
            Map.of(
                PARTITION,
                List.of(new ConsumerRecord<>(PARTITION.topic(), 0, 0, new byte[0], new byte[0]))),
            Map.of(PARTITION, new OffsetAndMetadata(1)));
    consumer.assign(List.of(PARTITION));
    assertThat(delivery.patience(IDLE)).isEqualTo(IDLE);

    // When
    delivery.deliver(polled, this::one);

    // Then
    assertThat(delivery.patience(IDLE)).isLessThan(IDLE);
    assertThat(delivery.patience(Duration.ZERO)).isZero();
    assertThat(delivery.delivered().scored()).isZero();

    // When nothing more comes
    delivery.deliver(ConsumerRecords.empty(), this::one);

    // Then
    assertThat(delivery.delivered().scored()).isOne();
    assertThat(delivery.patience(IDLE)).isEqualTo(IDLE);
  }
}
