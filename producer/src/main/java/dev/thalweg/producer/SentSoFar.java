package dev.thalweg.producer;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.thalweg.schemas.Connection;
import dev.thalweg.schemas.UserException;
import dev.thalweg.topics.KafkaClients;
import dev.thalweg.topics.bounded.PartitionTail;
import dev.thalweg.topics.bounded.StalledReadException;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;

/**
 * How far a stream has come, by what its topic holds: a stream that was cut off at any moment goes
 * on after its last record, so that none is missing and none comes twice.
 *
 * <p>It relies on one partition and on an idempotent producer, which leaves no gaps: the last
 * record of a stream in the topic says that all before it are there.
 */
public final class SentSoFar {
  private static final Duration ANSWER = Duration.ofSeconds(15);

  /** Records that are read first; twice as many each time that none was the stream's. */
  private static final long FIRST_LOOK = 1_000;

  private final Supplier<Consumer<byte[], byte[]>> consumers;

  public SentSoFar(Connection connection) {
    this(() -> KafkaClients.aloneFromEarliest(connection, ANSWER));
  }

  SentSoFar(Supplier<Consumer<byte[], byte[]>> consumers) {
    this.consumers = consumers;
  }

  /**
   * The index after the last record of the stream in the topic; 0 when it holds none.
   *
   * @throws UserException when the topic has several partitions and holds something, or can't be
   *     read for 30 s
   */
  public long nextIndex(String topic, ExampleStream stream) {
    OptionalLong[] last = {OptionalLong.empty()};
    try (Consumer<byte[], byte[]> consumer = consumers.get()) {
      List<TopicPartition> partitions =
          consumer.partitionsFor(topic).stream()
              .map(of -> new TopicPartition(topic, of.partition()))
              .toList();
      if (partitions.size() != 1) {
        if (consumer.endOffsets(partitions).values().stream().allMatch(end -> end == 0)) {
          return 0;
        }
        throw new UserException(
            ("%s has several partitions, and a stream can be resumed only in one: begin"
                    + " anew in another pipeline, or leave --resume out.")
                .formatted(topic));
      }
      boolean unused =
          new PartitionTail(consumer, topic, () -> false)
              .searchBack(
                  FIRST_LOOK,
                  record -> {
                    OptionalLong index = indexOf(record, stream);
                    last[0] = index.isPresent() ? index : last[0];
                  },
                  () -> last[0].isPresent());
    } catch (StalledReadException e) {
      throw e.toUserException();
    }
    return last[0].isPresent() ? last[0].getAsLong() + 1 : 0;
  }

  private static OptionalLong indexOf(ConsumerRecord<byte[], byte[]> record, ExampleStream stream) {
    return record.key() == null
        ? OptionalLong.empty()
        : stream.indexOf(new String(record.key(), UTF_8));
  }
}
