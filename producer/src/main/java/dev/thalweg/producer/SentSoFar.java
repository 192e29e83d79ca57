package dev.thalweg.producer;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.thalweg.schemas.Connection;
import dev.thalweg.schemas.UserException;
import dev.thalweg.topics.KafkaClients;
import dev.thalweg.topics.bounded.PartitionTail;
import dev.thalweg.topics.bounded.StalledReadException;
import java.time.Duration;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;

/**
 * How far a stream has come, by what its topic holds: a stream that was cut off at any moment goes
 * on with what is missing, so that nothing is left out and nothing comes twice.
 *
 * <p>It relies on an idempotent producer, which leaves no gaps in a partition: the last record of a
 * stream in one says that all before it are there that belong into it. Of several partitions one
 * may be ahead of another, so what is in each behind the shortest is looked up.
 */
public final class SentSoFar {
  private static final Duration ANSWER = Duration.ofSeconds(15);

  /** Records that are read first; twice as many each time that none was the stream's. */
  private static final long FIRST_LOOK = 1_000;

  /** A bit for each; far more than a producer has in flight. */
  private static final long AHEAD_MAX = 1 << 28;

  private final Supplier<Consumer<byte[], byte[]>> consumers;

  public SentSoFar(Connection connection) {
    this(() -> KafkaClients.aloneFromEarliest(connection, ANSWER));
  }

  SentSoFar(Supplier<Consumer<byte[], byte[]>> consumers) {
    this.consumers = consumers;
  }

  /**
   * What the topic lacks of the stream.
   *
   * @throws UserException when the topic can't be read for 30 s, or what it holds of the stream is
   *     too far apart
   */
  public Remaining of(String topic, ExampleStream stream) {
    try (Consumer<byte[], byte[]> consumer = consumers.get()) {
      List<TopicPartition> partitions =
          consumer.partitionsFor(topic).stream()
              .map(of -> new TopicPartition(topic, of.partition()))
              .toList();
      long[] last =
          partitions.stream().mapToLong(partition -> last(consumer, partition, stream)).toArray();
      long start = Arrays.stream(last).min().orElseThrow() + 1;
      BitSet sent = new BitSet();
      for (int i = 0; i < last.length; i++) {
        if (last[i] >= start) {
          collect(consumer, partitions.get(i), stream, start, sent);
        }
      }
      return new Remaining(start, sent);
    } catch (StalledReadException e) {
      throw e.toUserException();
    }
  }

  /** The index of the last record of the stream in a partition; -1 when it holds none. */
  private static long last(
      Consumer<byte[], byte[]> consumer, TopicPartition partition, ExampleStream stream) {
    long[] last = {-1};
    searchBack(
        consumer,
        partition,
        record -> indexOf(record, stream).ifPresent(index -> last[0] = index),
        () -> last[0] >= 0);
    return last[0];
  }

  /** Notes what a partition has from an index on. */
  private static void collect(
      Consumer<byte[], byte[]> consumer,
      TopicPartition partition,
      ExampleStream stream,
      long start,
      BitSet sent) {
    boolean[] isBefore = new boolean[1];
    searchBack(
        consumer,
        partition,
        record ->
            indexOf(record, stream)
                .ifPresent(
                    index -> {
                      if (index < start) {
                        isBefore[0] = true;
                      } else {
                        sent.set(position(index - start, partition));
                      }
                    }),
        () -> isBefore[0]);
  }

  private static int position(long ahead, TopicPartition partition) {
    if (ahead > AHEAD_MAX) {
      throw new UserException(
          ("%s is %,d records of the stream ahead of another partition, so the stream can't be"
                  + " resumed: begin anew in another pipeline, or leave --resume out.")
              .formatted(partition, ahead));
    }
    return (int) ahead;
  }

  private static void searchBack(
      Consumer<byte[], byte[]> consumer,
      TopicPartition partition,
      java.util.function.Consumer<ConsumerRecord<byte[], byte[]>> reader,
      BooleanSupplier enough) {
    boolean unused =
        new PartitionTail(consumer, partition, () -> false).searchBack(FIRST_LOOK, reader, enough);
  }

  private static OptionalLong indexOf(ConsumerRecord<byte[], byte[]> record, ExampleStream stream) {
    return record.key() == null
        ? OptionalLong.empty()
        : stream.indexOf(new String(record.key(), UTF_8));
  }
}
