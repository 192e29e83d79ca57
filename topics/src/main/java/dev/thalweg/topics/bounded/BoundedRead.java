package dev.thalweg.topics.bounded;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.function.BooleanSupplier;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;

/**
 * Reads partitions up to offsets that are known before it begins, and stands there then. Offsets
 * that hold no record for us are passed: transaction markers, what was aborted, and what compaction
 * has removed. Confined to one thread.
 */
public final class BoundedRead {
  /** How long a poll waits for records. */
  static final Duration POLL = Duration.ofMillis(100);

  /**
   * Half a minute without headway, and the read is given up: longer than a broker takes to come
   * back, or a partition to find a new leader. The end of what is committed is known by then, so no
   * open transaction is waited for.
   */
  static final int IDLE_POLLS_MAX = 300;

  private final Consumer<byte[], byte[]> consumer;
  private final BooleanSupplier abandoned;

  /**
   * @param consumer with the partitions assigned; the caller closes it
   * @param abandoned asked between polls; a read ends early when it is true
   */
  public BoundedRead(Consumer<byte[], byte[]> consumer, BooleanSupplier abandoned) {
    this.consumer = consumer;
    this.abandoned = abandoned;
  }

  /**
   * Hands over the records of one partition in [from, to), in order.
   *
   * @return false when it was abandoned
   * @throws StalledReadException when it can't be read on
   */
  public boolean read(
      TopicPartition partition,
      long from,
      long to,
      java.util.function.Consumer<ConsumerRecord<byte[], byte[]>> reader) {
    consumer.seek(partition, from);
    return read(Map.of(partition, to), reader);
  }

  /**
   * Hands over the records from the present positions up to these ends, each partition's in order.
   * A record that could not be taken, because the reader threw, is the next to be read.
   *
   * @param ends by partition, of all that are assigned
   * @return false when it was abandoned
   * @throws StalledReadException when one can't be read on
   */
  public boolean read(
      Map<TopicPartition, Long> ends,
      java.util.function.Consumer<ConsumerRecord<byte[], byte[]>> reader) {
    Map<TopicPartition, Long> positions = positions(ends);
    int idle = 0;
    while (isBefore(positions, ends)) {
      if (abandoned.getAsBoolean()) {
        return false;
      }
      poll(ends, reader);
      Map<TopicPartition, Long> reached = positions(ends);
      idle = reached.equals(positions) ? idle + 1 : 0;
      positions = reached;
      if (idle == IDLE_POLLS_MAX) {
        throw stalled(positions, ends);
      }
    }
    return true;
  }

  private void poll(
      Map<TopicPartition, Long> ends,
      java.util.function.Consumer<ConsumerRecord<byte[], byte[]>> reader) {
    for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
      TopicPartition partition = new TopicPartition(record.topic(), record.partition());
      if (record.offset() < ends.getOrDefault(partition, 0L)) {
        try {
          reader.accept(record);
        } catch (RuntimeException e) {
          consumer.seek(partition, record.offset());
          throw e;
        }
      }
    }
    ends.forEach(this::goBackTo);
  }

  /** A poll takes what there is; what lies behind the end is for who reads on. */
  private void goBackTo(TopicPartition partition, long end) {
    if (consumer.position(partition) > end) {
      consumer.seek(partition, end);
    }
  }

  private Map<TopicPartition, Long> positions(Map<TopicPartition, Long> ends) {
    Map<TopicPartition, Long> positions = new HashMap<>();
    ends.keySet().forEach(partition -> positions.put(partition, consumer.position(partition)));
    return positions;
  }

  private static boolean isBefore(
      Map<TopicPartition, Long> positions, Map<TopicPartition, Long> ends) {
    return ends.entrySet().stream().anyMatch(end -> positions.get(end.getKey()) < end.getValue());
  }

  private static StalledReadException stalled(
      Map<TopicPartition, Long> positions, Map<TopicPartition, Long> ends) {
    TopicPartition partition =
        ends.keySet().stream()
            .filter(p -> positions.get(p) < ends.get(p))
            .findFirst()
            .orElseThrow();
    return new StalledReadException(partition, positions.get(partition), ends.get(partition));
  }
}
