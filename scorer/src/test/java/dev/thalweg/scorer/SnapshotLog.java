package dev.thalweg.scorer;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.thalweg.schemas.PipelineTopic;
import dev.thalweg.schemas.avro.Snapshot;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.common.TopicPartition;

/** A consumer on a log in memory that has offsets without records, as Kafka's have. */
final class SnapshotLog extends MockConsumer<byte[], byte[]> {
  static final TopicPartition PARTITION =
      new TopicPartition(Fixture.PIPELINE.topic(PipelineTopic.SNAPSHOTS), 0);
  private static final int POLLED_MAX = 3;

  private final TreeMap<Long, ConsumerRecord<byte[], byte[]>> records = new TreeMap<>();
  private long beginning;
  private long end;
  private long read;

  SnapshotLog() {
    super("none");
    tell();
  }

  synchronized SnapshotLog add(Snapshot snapshot) {
    return add(Fixture.key(snapshot), Fixture.encode(snapshot));
  }

  synchronized SnapshotLog add(String key, byte[] value) {
    return add(key.getBytes(UTF_8), value);
  }

  private SnapshotLog add(byte[] key, byte[] value) {
    records.put(
        end, new ConsumerRecord<>(PARTITION.topic(), PARTITION.partition(), end, key, value));
    return gap(1);
  }

  /** Offsets that hold nothing: a transaction's marker, or what compaction has removed. */
  synchronized SnapshotLog gap(int offsets) {
    end += offsets;
    tell();
    return this;
  }

  synchronized SnapshotLog beginAt(long offset) {
    beginning = offset;
    records.headMap(offset).clear();
    tell();
    return this;
  }

  /** How many records were handed out. */
  synchronized long read() {
    return read;
  }

  synchronized long end() {
    return end;
  }

  private void tell() {
    updateBeginningOffsets(Map.of(PARTITION, beginning));
    updateEndOffsets(Map.of(PARTITION, end));
  }

  @Override
  @SuppressWarnings("UnsynchronizedOverridesSynchronized") // it must not wait with the lock held
  public ConsumerRecords<byte[], byte[]> poll(Duration timeout) {
    if (position(PARTITION) == end()) {
      LockSupport.parkNanos(1_000_000); // as a fetch that waits for data, only shorter
    }
    return pollNow(timeout);
  }

  private synchronized ConsumerRecords<byte[], byte[]> pollNow(Duration timeout) {
    List<ConsumerRecord<byte[], byte[]>> next =
        records.tailMap(position(PARTITION)).values().stream().limit(POLLED_MAX).toList();
    next.forEach(this::addRecord);
    ConsumerRecords<byte[], byte[]> polled = super.poll(timeout);
    if (next.isEmpty()) {
      seek(PARTITION, end); // past the markers
    }
    read += polled.count();
    return polled;
  }
}
