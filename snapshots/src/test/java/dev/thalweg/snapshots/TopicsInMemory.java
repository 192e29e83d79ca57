package dev.thalweg.snapshots;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.thalweg.schemas.AvroSerializer;
import dev.thalweg.schemas.PipelineTopic;
import dev.thalweg.schemas.SnapshotRing;
import dev.thalweg.schemas.avro.Directive;
import dev.thalweg.schemas.avro.Snapshot;
import dev.thalweg.snapshots.directive.Directives;
import dev.thalweg.topics.bounded.TopicScan;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.common.TopicPartition;

/** The snapshots and control topics in memory, and a consumer of them. */
public final class TopicsInMemory {
  private static final TopicPartition SNAPSHOTS = partition(PipelineTopic.SNAPSHOTS);
  private static final TopicPartition CONTROL = partition(PipelineTopic.CONTROL);

  private final Map<TopicPartition, TreeMap<Long, ConsumerRecord<byte[], byte[]>>> logs =
      Map.of(SNAPSHOTS, new TreeMap<>(), CONTROL, new TreeMap<>());
  private final Map<TopicPartition, Long> ends = new HashMap<>(Map.of(SNAPSHOTS, 0L, CONTROL, 0L));

  private static TopicPartition partition(PipelineTopic topic) {
    return new TopicPartition(Fixture.PIPELINE.topic(topic), 0);
  }

  public static byte[] encode(Snapshot snapshot) {
    return new AvroSerializer<Snapshot>(Fixture.REGISTRY).serialize(SNAPSHOTS.topic(), snapshot);
  }

  /** Under its slot; returns its offset. */
  public long add(Snapshot snapshot) {
    return add(SnapshotRing.key(snapshot.getModel(), snapshot.getSequence()), encode(snapshot));
  }

  public long addPinned(Snapshot snapshot) {
    return add(SnapshotRing.pinnedKey(snapshot.getModel()), encode(snapshot));
  }

  public long addPromoted(Snapshot snapshot) {
    return add(SnapshotRing.servingKey(snapshot.getModel()), encode(snapshot));
  }

  public long add(String key, byte[] value) {
    return add(key.getBytes(UTF_8), value);
  }

  public long add(byte[] key, byte[] value) {
    return add(SNAPSHOTS, key, value);
  }

  public void add(Directive directive) {
    addDirective(
        new AvroSerializer<Directive>(Fixture.REGISTRY).serialize(CONTROL.topic(), directive));
  }

  public void addDirective(byte[] value) {
    add(CONTROL, Directives.key(Fixture.PIPELINE.model()), value);
  }

  /** Compaction. */
  public void remove(long offset) {
    logs.get(SNAPSHOTS).remove(offset);
  }

  private long add(TopicPartition partition, byte[] key, byte[] value) {
    long offset = ends.get(partition);
    logs.get(partition).put(offset, new ConsumerRecord<>(partition.topic(), 0, offset, key, value));
    ends.put(partition, offset + 2); // with a transaction's marker behind it
    return offset;
  }

  public TopicScan scan() {
    return new TopicScan(new Reader());
  }

  private final class Reader extends MockConsumer<byte[], byte[]> {
    Reader() {
      super("earliest");
      updateBeginningOffsets(Map.of(SNAPSHOTS, 0L, CONTROL, 0L));
      updateEndOffsets(ends);
    }

    @Override
    public synchronized ConsumerRecords<byte[], byte[]> poll(Duration timeout) {
      TopicPartition assigned = assignment().iterator().next();
      logs.get(assigned).tailMap(position(assigned)).values().forEach(this::addRecord);
      ConsumerRecords<byte[], byte[]> polled = super.poll(timeout);
      seek(assigned, ends.get(assigned));
      return polled;
    }
  }
}
