package dev.thalweg.trainer.topology;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

class PolledRunsTest {
  private static final TopicPartition SAMPLES = new TopicPartition("test.samples", 1);
  private static final TopicPartition OTHERS = new TopicPartition("others", 1);

  private final PolledRuns runs = new PolledRuns(SAMPLES.topic());

  /** Every third offset holds no record, as where transactions end. */
  private static List<ConsumerRecord<byte[], byte[]>> records(
      TopicPartition partition, long from, int count) {
    List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
    for (long offset = from; records.size() < count; offset++) {
      if (offset % 3 != 2) {
        records.add(
            new ConsumerRecord<>(
                partition.topic(), partition.partition(), offset, new byte[0], new byte[0]));
      }
    }
    return records;
  }

  private List<ConsumerRecord<byte[], byte[]>> cut(long from, int count) {
    List<ConsumerRecord<byte[], byte[]>> records = records(SAMPLES, from, count);
    return runs.cut(new ConsumerRecords<>(Map.of(SAMPLES, records), Map.of())).records(SAMPLES);
  }

  @Test
  void polled_isHandedOutByTheFirstOfEachRun_whoseOthersFollow() {
    // Given
    List<ConsumerRecord<byte[], byte[]>> records = records(SAMPLES, 100, 150);
    Map<TopicPartition, OffsetAndMetadata> next = Map.of(SAMPLES, new OffsetAndMetadata(400));

    // When
    ConsumerRecords<byte[], byte[]> handed =
        runs.cut(new ConsumerRecords<>(Map.of(SAMPLES, records), next));

    // Then: what is learned is all of it, in order, and once
    assertThat(handed.records(SAMPLES))
        .containsExactly(records.get(0), records.get(64), records.get(128));
    assertThat(handed.nextOffsets()).isEqualTo(next);
    List<ConsumerRecord<byte[], byte[]>> learned = new ArrayList<>();
    for (ConsumerRecord<byte[], byte[]> first : handed) {
      learned.add(first);
      learned.addAll(runs.following(SAMPLES, first.offset()));
      assertThat(runs.following(SAMPLES, first.offset())).isEmpty();
    }
    assertThat(learned).isEqualTo(records);
  }

  @Test
  void otherTopics_areHandedOutWhole() {
    List<ConsumerRecord<byte[], byte[]>> others = records(OTHERS, 0, 150);

    assertThat(runs.cut(new ConsumerRecords<>(Map.of(OTHERS, others), Map.of())).records(OTHERS))
        .isEqualTo(others);
    assertThat(runs.following(OTHERS, 0)).isEmpty();
  }

  @Test
  void partition_isFullWhileThousandsWait() {
    // Given
    assertThat(runs.full()).isEmpty();

    // When
    List<ConsumerRecord<byte[], byte[]>> handed = cut(0, 4_100);

    // Then
    assertThat(runs.full()).containsExactly(SAMPLES);

    // When: two runs are taken
    assertThat(runs.following(SAMPLES, handed.get(0).offset())).hasSize(63);
    assertThat(runs.following(SAMPLES, handed.get(1).offset())).hasSize(63);

    // Then
    assertThat(runs.full()).isEmpty();
  }

  @Test
  void partition_isBehindUntilSeveralPollsWereSmall() {
    // Given
    assertThat(runs.isBehind(SAMPLES)).isFalse();

    // When: a steady stream's
    take(cut(0, 100));

    // Then
    assertThat(runs.isBehind(SAMPLES)).isFalse();

    // When: a backlog's, which is taken; then polls with nothing or little
    take(cut(1_000, 300));
    for (int i = 0; i < 7; i++) {
      assertThat(runs.isBehind(SAMPLES)).isTrue();
      assertThat(runs.isBehind()).isTrue();
      if (i % 2 == 0) {
        runs.cut(ConsumerRecords.empty());
      } else {
        take(cut(2_000 + 100 * i, 10));
      }
    }
    runs.cut(ConsumerRecords.empty());

    // Then
    assertThat(runs.isBehind(SAMPLES)).isFalse();
    assertThat(runs.isBehind()).isFalse();
  }

  @Test
  void partitionWithRunsThatWait_isBehind() {
    // Given
    List<ConsumerRecord<byte[], byte[]>> handed = cut(0, 100);

    // Then
    assertThat(runs.isBehind(SAMPLES)).isTrue();
    take(handed);
    assertThat(runs.isBehind(SAMPLES)).isFalse();
  }

  private void take(List<ConsumerRecord<byte[], byte[]>> firsts) {
    firsts.forEach(first -> assertThat(runs.following(SAMPLES, first.offset())).isNotNull());
  }

  @Test
  void partitionThatGoesOnElsewhere_hasNothingLeftOfBefore() {
    // Given
    List<ConsumerRecord<byte[], byte[]>> handed = cut(0, 5_000);

    // When
    runs.forget(SAMPLES);

    // Then
    assertThat(runs.full()).isEmpty();
    assertThat(runs.following(SAMPLES, handed.get(0).offset())).isEmpty();
  }

  @Test
  void partitionOfAnotherMember_isForgotten() {
    // Given
    cut(0, 5_000);

    // When
    runs.retain(Set.of(SAMPLES));

    // Then
    assertThat(runs.full()).containsExactly(SAMPLES);

    // When
    runs.retain(Set.of(OTHERS));

    // Then
    assertThat(runs.full()).isEmpty();
  }
}
