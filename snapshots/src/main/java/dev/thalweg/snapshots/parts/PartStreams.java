package dev.thalweg.snapshots.parts;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.thalweg.schemas.SnapshotRing;
import dev.thalweg.schemas.UnreadableRecordException;
import dev.thalweg.schemas.avro.Snapshot;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * The parts of a model's snapshots as they come, of each key of the ring, of the pinned one and the
 * promoted one. Holds no weights, however many parts come without a head.
 */
public final class PartStreams {
  private final String model;
  private final Decoder decoder;
  private final Map<String, PartStream> streams = new HashMap<>();

  /** Reads a record's value. */
  public interface Decoder {
    /** What it holds, or the reason why not. */
    Snapshot decode(byte[] value) throws UnreadableRecordException;
  }

  public PartStreams(String model, Decoder decoder) {
    this.model = model;
    this.decoder = decoder;
  }

  /** Takes note of a record if it is a part; returns whether it is. */
  public boolean accept(ConsumerRecord<byte[], byte[]> record) {
    Optional<SnapshotRing.PartKey> key = SnapshotRing.partOf(model, record.key());
    if (key.isEmpty()) {
      return false;
    }
    Optional<Snapshot> part = value(decoder, record);
    streams
        .computeIfAbsent(key.get().head(), head -> new PartStream())
        .accept(key.get().number(), part);
    return true;
  }

  static Optional<Snapshot> value(Decoder decoder, ConsumerRecord<byte[], byte[]> record) {
    try {
      return record.value() == null
          ? Optional.empty()
          : Optional.of(decoder.decode(record.value()));
    } catch (UnreadableRecordException e) {
      return Optional.empty(); // its head tells, which is not whole then
    }
  }

  /** What there is of the parts before a head. */
  public PartStream before(byte[] key) {
    return streams.getOrDefault(new String(key, UTF_8), new PartStream());
  }

  /** Forgets what came: the next record is not behind the last. */
  public void clear() {
    streams.clear();
  }
}
