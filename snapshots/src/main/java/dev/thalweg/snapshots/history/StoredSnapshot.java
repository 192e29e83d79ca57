package dev.thalweg.snapshots.history;

import dev.thalweg.schemas.avro.Snapshot;
import dev.thalweg.snapshots.RefusedException;
import dev.thalweg.snapshots.ServedModel;
import dev.thalweg.snapshots.SnapshotValidator;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** A snapshot as the topic keeps it, with its weights and the record that it was read from. */
public record StoredSnapshot(
    SnapshotEntry entry, Snapshot snapshot, ConsumerRecord<byte[], byte[]> record) {

  public static StoredSnapshot of(
      SnapshotValidator validator,
      Snapshot snapshot,
      ConsumerRecord<byte[], byte[]> record,
      boolean inRing) {
    Optional<String> damage = damage(validator, snapshot, record);
    return new StoredSnapshot(
        SnapshotEntry.of(snapshot, record.offset(), inRing, damage), snapshot, record);
  }

  private static Optional<String> damage(
      SnapshotValidator validator, Snapshot snapshot, ConsumerRecord<byte[], byte[]> record) {
    try {
      ServedModel unused = validator.validate(record.key(), snapshot);
      return Optional.empty();
    } catch (RefusedException e) {
      return Optional.of(e.reason());
    }
  }

  /** The record's bytes, in the wire format. */
  public byte[] value() {
    return record.value();
  }
}
