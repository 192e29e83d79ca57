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
    return new SentSoFar(() -> kafka).nextIndex(TOPIC, stream);
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

  private long nextIndexOfTwo(long secondsEnd) {
    kafka.updatePartitions(TOPIC, List.of(partition(0), partition(1)));
    kafka.updateEndOffsets(Map.of(PARTITION, 0L, new TopicPartition(TOPIC, 1), secondsEnd));
    return new SentSoFar(() -> kafka).nextIndex(TOPIC, stream);
  }

  @Test
  void severalEmptyPartitions_areBegunAtTheStart() {
    assertThat(nextIndexOfTwo(0)).isZero();
  }

  @Test
  void severalPartitionsThatHoldSomething_areRefused() {
    assertThatThrownBy(() -> nextIndexOfTwo(1))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("several partitions")
        .hasMessageContaining("--resume");
  }

  @Test
  void topicThatCantBeRead_isGivenUpInASentence() {
    kafka.updatePartitions(TOPIC, List.of(partition(0)));
    kafka.updateBeginningOffsets(Map.of(PARTITION, 0L));
    kafka.updateEndOffsets(Map.of(PARTITION, 7L)); // and none of the seven ever comes

    assertThatThrownBy(() -> new SentSoFar(() -> kafka).nextIndex(TOPIC, stream))
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
