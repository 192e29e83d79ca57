package dev.thalweg.topics.bounded;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.common.TopicPartition;

/**
 * A partition in memory. Offsets that hold no record are passed as the real consumer passes
 * transaction markers, aborted batches, and what compaction has removed.
 */
final class LogInMemory extends MockConsumer<byte[], byte[]> {
  static final TopicPartition PARTITION = new TopicPartition("log", 0);

  private final TreeMap<Long, ConsumerRecord<byte[], byte[]>> records = new TreeMap<>();
  private final int polledMax;
  private final long end;
  int polls;
  boolean silent;

  /**
   * @param end where what is committed ends; what is added behind it came after it was asked for
   */
  LogInMemory(int polledMax, long end) {
    super("none");
    this.polledMax = polledMax;
    this.end = end;
    updateBeginningOffsets(Map.of(PARTITION, 0L));
    updateEndOffsets(Map.of(PARTITION, end));
    assign(List.of(PARTITION));
    seek(PARTITION, 0);
  }

  LogInMemory add(long... offsets) {
    for (long offset : offsets) {
      records.put(
          offset, new ConsumerRecord<>(PARTITION.topic(), 0, offset, new byte[0], new byte[0]));
    }
    return this;
  }

  @Override
  public synchronized ConsumerRecords<byte[], byte[]> poll(Duration timeout) {
    polls++;
    if (silent) {
      return ConsumerRecords.empty();
    }
    List<ConsumerRecord<byte[], byte[]>> next =
        records.tailMap(position(PARTITION)).values().stream().limit(polledMax).toList();
    next.forEach(this::addRecord);
    ConsumerRecords<byte[], byte[]> polled = super.poll(timeout);
    if (next.isEmpty() && position(PARTITION) < end) {
      seek(PARTITION, end);
    }
    return polled;
  }
}
