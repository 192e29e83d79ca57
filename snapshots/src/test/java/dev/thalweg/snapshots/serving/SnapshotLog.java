package dev.thalweg.snapshots.serving;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.thalweg.schemas.PipelineTopic;
import dev.thalweg.schemas.SnapshotRing;
import dev.thalweg.schemas.avro.Directive;
import dev.thalweg.schemas.avro.Snapshot;
import dev.thalweg.snapshots.Fixture;
import dev.thalweg.snapshots.directive.Directives;
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
public final class SnapshotLog extends MockConsumer<byte[], byte[]> {
  public static final TopicPartition PARTITION =
      new TopicPartition(Fixture.PIPELINE.topic(PipelineTopic.SNAPSHOTS), 0);
  public static final TopicPartition CONTROL =
      new TopicPartition(Fixture.PIPELINE.topic(PipelineTopic.CONTROL), 0);
  private static final int POLLED_MAX = 3;

  private final TopicPartition partition;
  private final TreeMap<Long, ConsumerRecord<byte[], byte[]>> records = new TreeMap<>();
  private long beginning;
  private long end;
  private long read;

  public SnapshotLog() {
    this(PARTITION);
  }

  private SnapshotLog(TopicPartition partition) {
    super("none");
    this.partition = partition;
    tell();
  }

  /** The same for directives. */
  public static SnapshotLog ofControl() {
    return new SnapshotLog(CONTROL);
  }

  public synchronized SnapshotLog add(Snapshot snapshot) {
    return add(Fixture.key(snapshot), Fixture.encode(snapshot));
  }

  /** As the command pins it; returns where. */
  public synchronized long addPinned(Snapshot snapshot) {
    add(SnapshotRing.pinnedKey(snapshot.getModel()), Fixture.encode(snapshot)).gap(1);
    return end - 2;
  }

  /** As the gate promotes it. */
  public synchronized SnapshotLog addPromoted(Snapshot snapshot) {
    return add(SnapshotRing.servingKey(snapshot.getModel()), Fixture.encode(snapshot)).gap(1);
  }

  public synchronized SnapshotLog add(Directive directive) {
    return add(Directives.key(directive.getModel()), Fixture.encode(directive));
  }

  public synchronized SnapshotLog add(String key, byte[] value) {
    return add(key.getBytes(UTF_8), value);
  }

  public synchronized SnapshotLog add(byte[] key, byte[] value) {
    records.put(
        end, new ConsumerRecord<>(partition.topic(), partition.partition(), end, key, value));
    return gap(1);
  }

  /** Compaction. */
  public synchronized SnapshotLog remove(long offset) {
    records.remove(offset);
    return this;
  }

  /** Offsets that hold nothing: a transaction's marker, or what compaction has removed. */
  public synchronized SnapshotLog gap(int offsets) {
    end += offsets;
    tell();
    return this;
  }

  public synchronized SnapshotLog beginAt(long offset) {
    beginning = offset;
    records.headMap(offset).clear();
    tell();
    return this;
  }

  /** How many records were handed out. */
  public synchronized long read() {
    return read;
  }

  public synchronized long end() {
    return end;
  }

  private void tell() {
    updateBeginningOffsets(Map.of(partition, beginning));
    updateEndOffsets(Map.of(partition, end));
  }

  @Override
  @SuppressWarnings("UnsynchronizedOverridesSynchronized") // it must not wait with the lock held
  public ConsumerRecords<byte[], byte[]> poll(Duration timeout) {
    if (position(partition) == end()) {
      LockSupport.parkNanos(1_000_000); // as a fetch that waits for data, only shorter
    }
    return pollNow(timeout);
  }

  private synchronized ConsumerRecords<byte[], byte[]> pollNow(Duration timeout) {
    List<ConsumerRecord<byte[], byte[]>> next =
        records.tailMap(position(partition)).values().stream().limit(POLLED_MAX).toList();
    next.forEach(this::addRecord);
    ConsumerRecords<byte[], byte[]> polled = super.poll(timeout);
    if (next.isEmpty()) {
      seek(partition, end); // past the markers
    }
    read += polled.count();
    return polled;
  }
}
