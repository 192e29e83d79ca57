package dev.thalweg.producer;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.thalweg.producer.SampleOrder.Shuffle;
import dev.thalweg.producer.source.ExampleSource;
import dev.thalweg.producer.source.Split;
import dev.thalweg.schemas.UserException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

class SentSoFarTest {
  private static final String TOPIC = "digits.samples";
  private static final TopicPartition PARTITION = new TopicPartition(TOPIC, 0);

  private final ExampleSource source = new Counting(100);
  private final ExampleStream stream =
      ExampleStream.of(source, Split.TRAIN, new SampleOrder(100, 250, Shuffle.LATER_EPOCHS, 7));
  private final MockConsumer<byte[], byte[]> kafka = new MockConsumer<>("earliest");

  /** A topic of these keys, whose first record has this offset. */
  private long nextIndex(long begin, List<String> keys) {
    kafka.updatePartitions(TOPIC, List.of(partition(0)));
    kafka.updateBeginningOffsets(Map.of(PARTITION, begin));
    kafka.updateEndOffsets(Map.of(PARTITION, begin + keys.size()));
    for (int look = 0; look < 6; look++) { // each further back
      kafka.schedulePollTask(() -> add(begin, keys));
    }
    Remaining remaining = new SentSoFar(() -> kafka).of(TOPIC, stream);
    assertThat(remaining.sent().isEmpty()).isTrue();
    return remaining.startIndex();
  }

  private void add(long begin, List<String> keys) {
    for (int i = 0; i < keys.size(); i++) {
      byte[] key = keys.get(i) == null ? null : keys.get(i).getBytes(UTF_8);
      if (begin + i >= kafka.position(PARTITION)) {
        kafka.addRecord(new ConsumerRecord<>(TOPIC, 0, begin + i, key, new byte[0]));
      }
    }
  }

  private static PartitionInfo partition(int number) {
    return new PartitionInfo(TOPIC, number, Node.noNode(), new Node[0], new Node[0]);
  }

  private List<String> ids(long until) {
    return LongStream.range(0, until).mapToObj(stream::idAt).toList();
  }

  @Test
  void emptyTopic_isBegunAtTheStart() {
    assertThat(nextIndex(0, List.of())).isZero();
  }

  @Test
  void topicOfTheStream_isGoneOnWithAfterItsLastRecordAlsoInAShuffledEpoch() {
    assertThat(nextIndex(0, ids(231))).isEqualTo(231);
    assertThat(kafka.closed()).isTrue();
  }

  @Test
  void completeStream_hasNothingLeft() {
    assertThat(nextIndex(40, ids(250))).isEqualTo(250);
  }

  @Test
  void recordsOfOthers_arePassedOver() {
    List<String> keys = new ArrayList<>(ids(42));
    keys.addAll(Arrays.asList(null, "other-1-000077", "counting-train-9-000001", "x"));

    assertThat(nextIndex(0, keys)).isEqualTo(42);
  }

  /** A topic of several partitions, of which each has the records of these indexes. */
  private Remaining remaining(List<List<Long>> indexes) {
    List<TopicPartition> partitions =
        IntStream.range(0, indexes.size()).mapToObj(p -> new TopicPartition(TOPIC, p)).toList();
    kafka.updatePartitions(TOPIC, partitions.stream().map(p -> partition(p.partition())).toList());
    for (TopicPartition partition : partitions) {
      kafka.updateBeginningOffsets(Map.of(partition, 0L));
      kafka.updateEndOffsets(Map.of(partition, (long) indexes.get(partition.partition()).size()));
    }
    for (int look = 0; look < 2 * indexes.size(); look++) {
      kafka.schedulePollTask(
          () -> {
            int assigned = kafka.assignment().iterator().next().partition();
            List<Long> there = indexes.get(assigned);
            for (int offset = 0; offset < there.size(); offset++) {
              byte[] key = stream.idAt(there.get(offset)).getBytes(UTF_8);
              kafka.addRecord(new ConsumerRecord<>(TOPIC, assigned, offset, key, new byte[0]));
            }
          });
    }
    return new SentSoFar(() -> kafka).of(TOPIC, stream);
  }

  @Test
  void severalEmptyPartitions_areBegunAtTheStart() {
    assertThat(remaining(List.of(List.of(), List.of()))).isEqualTo(Remaining.from(0));
  }

  @Test
  void partitionThatIsAhead_isNotSentAgain() {
    Remaining remaining =
        remaining(List.of(List.of(0L, 3L, 4L, 7L, 9L), List.of(1L, 2L, 5L), List.of(6L)));

    assertThat(remaining.startIndex()).isEqualTo(6);
    assertThat(LongStream.range(6, 12).filter(remaining::isSent).boxed())
        .containsExactly(6L, 7L, 9L);
    assertThat(remaining.sentCount()).isEqualTo(9);
  }

  @Test
  void partitionWithNothingOfTheStream_isSoughtThroughFromTheStart() {
    Remaining remaining = remaining(List.of(List.of(), List.of(1L, 2L, 5L)));

    assertThat(remaining.startIndex()).isZero();
    assertThat(LongStream.range(0, 8).filter(remaining::isSent).boxed())
        .containsExactly(1L, 2L, 5L);
  }

  @Test
  void topicThatCantBeRead_isGivenUpInASentence() {
    kafka.updatePartitions(TOPIC, List.of(partition(0)));
    kafka.updateBeginningOffsets(Map.of(PARTITION, 0L));
    kafka.updateEndOffsets(Map.of(PARTITION, 7L)); // and none of the seven ever comes

    assertThatThrownBy(() -> new SentSoFar(() -> kafka).of(TOPIC, stream))
        .isInstanceOf(UserException.class)
        .hasMessageContaining(TOPIC + "-0 can't be read from offset 0 on");
  }

  @Test
  void streamThatLiesFarBack_isFound() {
    List<String> keys = new ArrayList<>(ids(42));
    for (int i = 0; i < 9_500; i++) {
      keys.add("other-1-%06d".formatted(i));
    }

    assertThat(nextIndex(3, keys)).isEqualTo(42);
  }

  @Test
  void indexOf_anIdOfAnotherStream_isEmpty() {
    assertThat(stream.indexOf("counting-train-1-000007")).hasValue(7);
    assertThat(stream.indexOf("counting-test-1-000007")).isEmpty();
    assertThat(stream.indexOf("counting-train-1-7")).isEmpty();
    assertThat(stream.indexOf("counting-train-1-99999999999999999999")).isEmpty();
    assertThat(stream.indexOf("")).isEmpty();
  }
}
