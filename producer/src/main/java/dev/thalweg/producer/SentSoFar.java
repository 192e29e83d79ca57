package dev.thalweg.producer;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.thalweg.schemas.Connection;
import dev.thalweg.schemas.UserException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * How far a stream has come, by what its topic holds: a stream that was cut off at any moment goes
 * on after its last record, so that none is missing and none comes twice.
 *
 * <p>It relies on one partition and on an idempotent producer, which leaves no gaps: the last
 * record of a stream in the topic says that all before it are there.
 */
public final class SentSoFar {
  private static final Duration POLL = Duration.ofMillis(500);

  /** So many polls in a row without a record: the broker has gone. */
  private static final int SILENT_POLLS_MAX = 60;

  /** Records that are read first; eight times as many each time that none was the stream's. */
  private static final long FIRST_LOOK = 1_000;

  private final Supplier<Consumer<byte[], byte[]>> consumers;

  public SentSoFar(Connection connection) {
    this(
        () -> {
          Map<String, Object> settings = connection.clientConfig();
          settings.put("enable.auto.commit", false);
          settings.put("auto.offset.reset", "earliest");
          return new KafkaConsumer<>(
              settings, new ByteArrayDeserializer(), new ByteArrayDeserializer());
        });
  }

  SentSoFar(Supplier<Consumer<byte[], byte[]>> consumers) {
    this.consumers = consumers;
  }

  /**
   * The index after the last record of the stream in the topic; 0 when it holds none.
   *
   * @throws UserException when the topic has several partitions, or can't be read for 30 s
   */
  public long nextIndex(String topic, ExampleStream stream) {
    TopicPartition partition = new TopicPartition(topic, 0);
    try (Consumer<byte[], byte[]> consumer = consumers.get()) {
      if (consumer.partitionsFor(topic).size() != 1) {
        throw new UserException(
            ("%s has several partitions, and a stream can be resumed only in one: leave"
                    + " --resume out.")
                .formatted(topic));
      }
      List<TopicPartition> only = List.of(partition);
      consumer.assign(only);
      long begin = consumer.beginningOffsets(only).get(partition);
      long end = consumer.endOffsets(only).get(partition);
      long until = end;
      for (long look = FIRST_LOOK; until > begin; look *= 8) {
        long from = Math.max(begin, end - look);
        OptionalLong last = lastIndex(consumer, partition, from, until, stream);
        if (last.isPresent()) {
          return last.getAsLong() + 1;
        }
        until = from;
      }
      return 0;
    }
  }

  private static OptionalLong lastIndex(
      Consumer<byte[], byte[]> consumer,
      TopicPartition partition,
      long from,
      long until,
      ExampleStream stream) {
    consumer.seek(partition, from);
    OptionalLong last = OptionalLong.empty();
    int silentPolls = 0;
    for (long before = from; before < until; before = consumer.position(partition)) {
      for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
        if (record.offset() < until && record.key() != null) {
          OptionalLong index = stream.indexOf(new String(record.key(), UTF_8));
          last = index.isPresent() ? index : last;
        }
      }
      silentPolls = consumer.position(partition) == before ? silentPolls + 1 : 0;
      if (silentPolls > SILENT_POLLS_MAX) {
        throw new UserException(
            "%s can't be read from offset %d on: check the broker, then start again."
                .formatted(partition.topic(), before));
      }
    }
    return last;
  }
}
