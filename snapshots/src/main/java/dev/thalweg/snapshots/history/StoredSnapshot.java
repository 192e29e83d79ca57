package dev.thalweg.snapshots.history;

import dev.thalweg.model.network.Architecture;
import dev.thalweg.model.state.FlatState;
import dev.thalweg.schemas.UserException;
import dev.thalweg.schemas.avro.Snapshot;
import dev.thalweg.snapshots.RefusedException;
import dev.thalweg.snapshots.ServedModel;
import dev.thalweg.snapshots.SnapshotValidator;
import dev.thalweg.snapshots.parts.PartStream;
import dev.thalweg.snapshots.parts.PartsRead;
import dev.thalweg.topics.bounded.PartitionTail;
import java.nio.ByteBuffer;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** A snapshot as the topic keeps it, with its weights and the record that it was read from. */
public record StoredSnapshot(
    SnapshotEntry entry, Snapshot snapshot, ConsumerRecord<byte[], byte[]> record) {

  /** Judges one that has no parts. */
  public static StoredSnapshot of(
      SnapshotValidator validator,
      Snapshot snapshot,
      ConsumerRecord<byte[], byte[]> record,
      boolean inRing) {
    return of(validator, snapshot, record, inRing, new PartStream());
  }

  /**
   * Judges a snapshot.
   *
   * @param before what there is of the parts before it, where it has some; their bytes are added by
   *     {@link #joined}
   */
  public static StoredSnapshot of(
      SnapshotValidator validator,
      Snapshot snapshot,
      ConsumerRecord<byte[], byte[]> record,
      boolean inRing,
      PartStream before) {
    Optional<String> damage = damage(validator, snapshot, record, before);
    return new StoredSnapshot(
        SnapshotEntry.of(snapshot, record.offset(), inRing, damage), snapshot, record);
  }

  private static Optional<String> damage(
      SnapshotValidator validator,
      Snapshot snapshot,
      ConsumerRecord<byte[], byte[]> record,
      PartStream before) {
    try {
      if (snapshot.getParts() == null) {
        ServedModel unused = validator.validate(record.key(), snapshot);
        return Optional.empty();
      }
      Architecture unused = validator.checkHead(record.key(), snapshot);
      Optional<String> damage =
          before.isWhole(snapshot) ? before.damage(snapshot) : Optional.of(PartsRead.NOT_WHOLE);
      if (damage.isPresent()) {
        throw new RefusedException(damage.get());
      }
      return Optional.empty();
    } catch (RefusedException e) {
      return Optional.of(e.reason());
    }
  }

  /** Whether the parameters of a sound one are still to be read from its parts. */
  boolean isToBeJoined() {
    return snapshot.getParts() != null
        && entry.damage().isEmpty()
        && !snapshot.getParameters().hasRemaining();
  }

  /**
   * The same with its parameters, read from its parts.
   *
   * @param tail on the topic that holds it
   * @throws UserException where they don't fit into memory
   */
  StoredSnapshot joined(PartitionTail tail, PartsRead reading) {
    int bytes = Float.BYTES * Architecture.parse(snapshot.getArchitecture()).parameterCount();
    requireRoom(bytes, Runtime.getRuntime().maxMemory());
    ByteBuffer parameters = ByteBuffer.allocate(bytes);
    Optional<PartStream> read =
        reading.read(tail, record, snapshot, new FlatState().add(parameters));
    if (read.filter(parts -> parts.isWhole(snapshot) && parts.damage(snapshot).isEmpty())
        .isEmpty()) {
      return new StoredSnapshot(
          entry.refused("its parts are no longer all there"), snapshot, record);
    }
    snapshot.setParameters(parameters);
    return this;
  }

  private static void requireRoom(int bytes, long heapBytes) {
    if (2L * bytes > heapBytes) {
      throw new UserException(
          ("The snapshot has %,d MB of parameters, of which two copies take more than this"
                  + " program's heap of %,d MB: give it more by -Xmx in JAVA_OPTS.")
              .formatted(bytes >> 20, heapBytes >> 20));
    }
  }

  /** The record's bytes, in the wire format. */
  public byte[] value() {
    return record.value();
  }
}
