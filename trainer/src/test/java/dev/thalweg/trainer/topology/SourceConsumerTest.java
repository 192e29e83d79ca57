package dev.thalweg.trainer.topology;

import static org.assertj.core.api.Assertions.assertThat;

import dev.thalweg.topics.stepping.SkippedOffsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.streams.KafkaClientSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class SourceConsumerTest {
  private static final TopicPartition SAMPLES = new TopicPartition("test.samples", 0);

  private final HeldConsumer consumer =
      new HeldConsumer(Map.of("bootstrap.servers", "127.0.0.1:1"));
  private final SourceConsumer source =
      new SourceConsumer(new Clients(), SAMPLES.topic(), SkippedOffsets.NONE);

  /** Has but the one consumer. */
  private final class Clients implements KafkaClientSupplier {
    @Override
    public Consumer<byte[], byte[]> getConsumer(Map<String, Object> config) {
      return consumer;
    }

    @Override
    public Consumer<byte[], byte[]> getRestoreConsumer(Map<String, Object> config) {
      return new MockConsumer<>("none");
    }

    @Override
    public Consumer<byte[], byte[]> getGlobalConsumer(Map<String, Object> config) {
      throw new AssertionError();
    }

    @Override
    public Producer<byte[], byte[]> getProducer(Map<String, Object> config) {
      throw new AssertionError();
    }

    @Override
    public Admin getAdmin(Map<String, Object> config) {
      throw new AssertionError();
    }
  }

  @Test
  void consumerOfTheSamples_goesOnWhereItIsTold() {
    // Given: it has polled further
    assertThat(source.getConsumer(Map.of())).isSameAs(consumer);
    assertThat(source.getRestoreConsumer(Map.of())).isNotSameAs(consumer);
    consumer.assign(List.of(SAMPLES));
    consumer.seek(SAMPLES, 2_500);
    source.polledBy(consumer);

    // When
    source.goOnAt(0, 51);

    // Then
    assertThat(consumer.position(SAMPLES)).isEqualTo(51);
  }

  @AfterEach
  void close() {
    consumer.close();
  }

  @Test
  void heldPartition_isNotResumedByOthers() {
    // Given
    source.getConsumer(Map.of());
    consumer.assign(List.of(SAMPLES));
    source.polledBy(consumer);

    // When
    source.hold(0);
    consumer.resume(List.of(SAMPLES));

    // Then
    assertThat(consumer.paused()).containsExactly(SAMPLES);

    // When
    source.release(0);

    // Then
    assertThat(consumer.paused()).isEmpty();
  }

  @Test
  void merge_endsTheWaitingForIt() {
    long seen = source.awaitMerge(-1, Duration.ofMinutes(5));
    source.merged();

    assertThat(source.awaitMerge(seen, Duration.ofMinutes(5))).isEqualTo(seen + 1);
  }

  @Test
  void partitionOfAnother_isLeftAlone() {
    // Given
    source.getConsumer(Map.of());
    consumer.assign(List.of(SAMPLES));
    consumer.seek(SAMPLES, 2_500);
    source.polledBy(consumer);

    // When
    source.goOnAt(1, 51);

    // Then
    assertThat(consumer.position(SAMPLES)).isEqualTo(2_500);
  }
}
