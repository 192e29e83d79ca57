package dev.thalweg.topics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.thalweg.schemas.PipelineTopic;
import dev.thalweg.schemas.UserException;
import java.util.Map;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

class TopicReaderTest {
  @Test
  void missingTopic_isOneSentence() {
    // Given
    ReaderFixture fixture = new ReaderFixture(PipelineTopic.LABELS);
    MockConsumer<byte[], byte[]> empty = new MockConsumer<>("earliest");
    TopicReader reader =
        new TopicReader(empty, fixture.registry, ReaderFixture.PIPELINE, PipelineTopic.LABELS);
    // When // Then
    assertThatThrownBy(() -> reader.begin(Since.NOW))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("digits.labels")
        .hasMessageContaining("topics create");
  }

  @Test
  void beginningNow_readsOnlyWhatComesAfter() {
    // Given
    ReaderFixture fixture = new ReaderFixture(PipelineTopic.LABELS);
    TopicPartition partition = new TopicPartition(fixture.name(), 0);
    fixture.consumer.updateEndOffsets(Map.of(partition, 42L));
    // When
    fixture.open().begin(Since.NOW);
    // Then
    assertThat(fixture.consumer.position(partition)).isEqualTo(42);
  }

  @Test
  void beginningAtATime_readsFromItsOffset() {
    // Given
    ReaderFixture fixture = new ReaderFixture(PipelineTopic.LABELS);
    TopicPartition partition = new TopicPartition(fixture.name(), 0);
    fixture.consumer.updateEndOffsets(Map.of(partition, 42L));
    fixture.consumer.answer = 17;
    // When
    fixture.open().begin(new Since(ReaderFixture.AT, Long.MAX_VALUE));
    // Then
    assertThat(fixture.consumer.position(partition)).isEqualTo(17);
    assertThat(fixture.consumer.askedMs).containsEntry(partition, ReaderFixture.AT.toEpochMilli());
  }

  @Test
  void beginningAtATimeAfterTheLastRecord_readsOnlyWhatComes() {
    // Given
    ReaderFixture fixture = new ReaderFixture(PipelineTopic.LABELS);
    TopicPartition partition = new TopicPartition(fixture.name(), 0);
    fixture.consumer.updateEndOffsets(Map.of(partition, 42L));
    fixture.consumer.answer = -1;
    // When
    fixture.open().begin(new Since(ReaderFixture.AT, Long.MAX_VALUE));
    // Then
    assertThat(fixture.consumer.position(partition)).isEqualTo(42);
  }

  @Test
  void lastRecords_areCountedBackFromTheEnd() {
    // Given
    ReaderFixture fixture = new ReaderFixture(PipelineTopic.LABELS);
    TopicPartition only = new TopicPartition("digits.labels", 0);
    fixture.consumer.updateBeginningOffsets(Map.of(only, 3L));
    fixture.consumer.updateEndOffsets(Map.of(only, 50L));

    // When, then
    fixture.open().begin(Since.lastRecords(10));
    assertThat(fixture.consumer.position(only)).isEqualTo(40);
    fixture.open().begin(Since.lastRecords(1_000));
    assertThat(fixture.consumer.position(only)).isEqualTo(3);
  }
}
