package dev.thalweg.trainer;

import dev.thalweg.schemas.avro.Snapshot;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** A snapshot as the topic keeps it, with its weights and the record that it was read from. */
record StoredSnapshot(
    SnapshotEntry entry, Snapshot snapshot, ConsumerRecord<byte[], byte[]> record) {

  static StoredSnapshot of(
      Snapshot snapshot, ConsumerRecord<byte[], byte[]> record, boolean inRing) {
    return new StoredSnapshot(
        SnapshotEntry.of(snapshot, record.offset(), inRing), snapshot, record);
  }

  /** The record's bytes, in the wire format. */
  byte[] value() {
    return record.value();
  }
}
