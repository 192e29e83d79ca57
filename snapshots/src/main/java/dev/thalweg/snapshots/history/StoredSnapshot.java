package dev.thalweg.snapshots.history;

import dev.thalweg.schemas.avro.Snapshot;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** A snapshot as the topic keeps it, with its weights and the record that it was read from. */
public record StoredSnapshot(
    SnapshotEntry entry, Snapshot snapshot, ConsumerRecord<byte[], byte[]> record) {

  public static StoredSnapshot of(
      Snapshot snapshot, ConsumerRecord<byte[], byte[]> record, boolean inRing) {
    return new StoredSnapshot(
        SnapshotEntry.of(snapshot, record.offset(), inRing), snapshot, record);
  }

  /** The record's bytes, in the wire format. */
  public byte[] value() {
    return record.value();
  }
}
