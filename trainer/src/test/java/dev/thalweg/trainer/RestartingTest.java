package dev.thalweg.trainer;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.thalweg.schemas.LearnerDirective;
import dev.thalweg.schemas.RecordOrigin;
import dev.thalweg.schemas.UserException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.Cluster;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;

class RestartingTest {
  private final MockProducer<byte[], byte[]> producer =
      new MockProducer<>(
          cluster(), true, null, new ByteArraySerializer(), new ByteArraySerializer());

  private List<RecordOrigin> restart(int partitions) {
    return new Restarting(producer, Fixture.PIPELINE, partitions).restart();
  }

  private static Cluster cluster() {
    Node node = new Node(1, "none", 1);
    Node[] nodes = {node};
    return new Cluster(
        "of three partitions",
        List.of(node),
        IntStream.range(0, 3)
            .mapToObj(p -> new PartitionInfo("test.samples", p, node, nodes, nodes))
            .toList(),
        Set.of(),
        Set.of());
  }

  @Test
  void directive_isWrittenOnceToEachPartition() throws Exception {
    // When
    List<RecordOrigin> written = restart(3);

    // Then
    assertThat(written)
        .containsExactly(
            new RecordOrigin("test.samples", 0, 0),
            new RecordOrigin("test.samples", 1, 0),
            new RecordOrigin("test.samples", 2, 0));
    for (ProducerRecord<byte[], byte[]> record : producer.history()) {
      assertThat(LearnerDirective.in(record.headers(), record.value()))
          .contains(LearnerDirective.RESTART);
    }
  }

  @Test
  void keys_differFromOneDirectiveToTheNext() {
    restart(1);
    restart(1);
    Set<String> keys = new HashSet<>();
    producer.history().forEach(record -> keys.add(new String(record.key(), UTF_8)));
    assertThat(keys).hasSize(2).allMatch(key -> key.startsWith("directive-"));
  }

  @Test
  void clusterThatDoesNotTakeIt_isToldWithASentence() {
    producer.sendException = new TimeoutException("no leader");
    assertThatThrownBy(() -> restart(1))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("0 of 1 partitions of test.samples")
        .hasMessageContaining("no leader")
        .hasMessageContaining("try again");
  }
}
