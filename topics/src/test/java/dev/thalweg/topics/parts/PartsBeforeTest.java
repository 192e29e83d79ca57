package dev.thalweg.topics.parts;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.thalweg.topics.bounded.PartitionTail;
import dev.thalweg.topics.parts.PartsBefore.Outcome;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.TreeMap;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

class PartsBeforeTest {
  private static final TopicPartition LOG = new TopicPartition("log", 0);

  private final TreeMap<Long, ConsumerRecord<byte[], byte[]>> records = new TreeMap<>();
  private final List<Integer> taken = new ArrayList<>();
  private long end;
  private boolean stopped;
  private int handedOut;

  /** As many records at once as a fetch may bring. */
  private final class Log extends MockConsumer<byte[], byte[]> {
    Log() {
      super("none");
      updateBeginningOffsets(Map.of(LOG, 0L));
      updateEndOffsets(Map.of(LOG, end));
    }

    @Override
    public synchronized ConsumerRecords<byte[], byte[]> poll(Duration timeout) {
      records.tailMap(position(LOG)).values().stream().limit(7).forEach(this::addRecord);
      ConsumerRecords<byte[], byte[]> polled = super.poll(timeout);
      handedOut += polled.count();
      if (polled.isEmpty()) {
        seek(LOG, end);
      }
      return polled;
    }
  }

  private PartsBeforeTest add(String... keys) {
    for (String key : keys) {
      records.put(end, new ConsumerRecord<>("log", 0, end, key.getBytes(UTF_8), new byte[0]));
      end++;
    }
    return this;
  }

  private PartsBeforeTest gap(int offsets) {
    end += offsets;
    return this;
  }

  private Outcome read(int count) {
    PartitionTail tail = new PartitionTail(new Log(), LOG, () -> stopped);
    return PartsBefore.read(
        tail, end, count, PartsBeforeTest::partOf, (part, record) -> taken.add(part));
  }

  private static OptionalInt partOf(ConsumerRecord<byte[], byte[]> record) {
    String key = new String(record.key(), UTF_8);
    return key.startsWith("a/")
        ? OptionalInt.of(Integer.parseInt(key.substring(2)))
        : OptionalInt.empty();
  }

  @Test
  void partsRightBeforeTheHead_areHandedOverInOrder_andNothingElseIsRead() {
    // Given
    for (int i = 0; i < 200; i++) {
      add("other");
    }
    add("a/0", "a/1", "a/2");

    // Then
    assertThat(read(3)).isEqualTo(Outcome.WHOLE);
    assertThat(taken).containsExactly(0, 1, 2);
    assertThat(handedOut).isLessThan(40);
  }

  @Test
  void partsFarBack_behindOthersAndGaps_areFound() {
    // Given
    add("a/1", "a/2", "a/0").gap(3).add("b/0", "a/1").gap(500);
    for (int i = 0; i < 300; i++) {
      add("other");
    }
    add("a/2");

    // Then
    assertThat(read(3)).isEqualTo(Outcome.WHOLE);
    assertThat(taken.subList(taken.size() - 3, taken.size())).containsExactly(0, 1, 2);
  }

  @Test
  void missingPart_isBroken_withoutReadingToTheBeginning() {
    // Given
    for (int i = 0; i < 1_000; i++) {
      add("other");
    }
    add("a/0", "a/1", "a/2", "a/0", "a/2");

    // Then
    assertThat(read(3)).isEqualTo(Outcome.BROKEN);
    assertThat(handedOut).isLessThan(40);
  }

  @Test
  void partsThatAreGone_areBroken() {
    add("a/1", "a/2").gap(2_000);
    assertThat(read(3)).isEqualTo(Outcome.BROKEN);
  }

  @Test
  void readerThatIsStopped_isAbandoned() {
    add("a/0", "a/1", "a/2");
    stopped = true;
    assertThat(read(3)).isEqualTo(Outcome.ABANDONED);
  }
}
