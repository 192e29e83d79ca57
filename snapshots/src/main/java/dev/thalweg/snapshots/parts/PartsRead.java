package dev.thalweg.snapshots.parts;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.thalweg.model.state.FlatState;
import dev.thalweg.schemas.SnapshotRing;
import dev.thalweg.schemas.avro.Snapshot;
import dev.thalweg.snapshots.RefusedException;
import dev.thalweg.snapshots.ServedModel;
import dev.thalweg.snapshots.SnapshotValidator;
import dev.thalweg.topics.bounded.PartitionTail;
import dev.thalweg.topics.parts.PartsBefore;
import dev.thalweg.topics.parts.PartsBefore.Outcome;
import java.util.Optional;
import java.util.OptionalInt;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** Reads the parts of one head, back from where that lies. */
public final class PartsRead {
  /** What is wrong with a snapshot whose parts are not in order. */
  public static final String NOT_WHOLE = "Its parts are not all there.";

  private static final long OTHERS_BYTES = 64 << 20;

  private final String model;
  private final PartStreams.Decoder decoder;

  public PartsRead(String model, PartStreams.Decoder decoder) {
    this.model = model;
    this.decoder = decoder;
  }

  /** What the parts are, without keeping them; empty when the reading was stopped. */
  public Optional<PartStream> check(
      PartitionTail tail, ConsumerRecord<byte[], byte[]> record, Snapshot head) {
    return read(tail, record, head, new PartStream());
  }

  /**
   * The snapshot with its weights.
   *
   * @return empty when the reading was stopped
   * @throws RefusedException with the first thing that is wrong with it, or where this process has
   *     no room for it
   */
  public Optional<ServedModel> load(
      PartitionTail tail,
      ConsumerRecord<byte[], byte[]> record,
      Snapshot head,
      SnapshotValidator validator)
      throws RefusedException {
    int parameters = validator.checkHead(record.key(), head).parameterCount();
    requireRoom(parameters, Runtime.getRuntime().maxMemory());
    float[] values = new float[parameters];
    Optional<PartStream> read =
        read(tail, record, head, new PartStream(new FlatState().add(values)));
    if (read.isEmpty()) {
      return Optional.empty();
    }
    Optional<String> damage =
        read.get().isWhole(head) ? read.get().damage(head) : Optional.of(NOT_WHOLE);
    if (damage.isPresent()) {
      throw new RefusedException(damage.get());
    }
    return Optional.of(validator.served(head, values));
  }

  /** The one that is served stays until the next one is there. */
  static void requireRoom(int parameters, long heapBytes) throws RefusedException {
    long needed = 2L * Float.BYTES * parameters + OTHERS_BYTES;
    if (needed > heapBytes) {
      throw new RefusedException(
          ("It has %,d parameters, which take %,d MB of heap with the one before it, and this"
                  + " process has %,d MB: start it with a larger -Xmx in JAVA_OPTS.")
              .formatted(parameters, needed >> 20, heapBytes >> 20));
    }
  }

  /**
   * Reads them all.
   *
   * @param target of as many bytes as the head's network needs
   * @return what they are; empty when the reading was stopped
   */
  public Optional<PartStream> read(
      PartitionTail tail, ConsumerRecord<byte[], byte[]> record, Snapshot head, FlatState target) {
    return read(tail, record, head, new PartStream(target));
  }

  private Optional<PartStream> read(
      PartitionTail tail, ConsumerRecord<byte[], byte[]> record, Snapshot head, PartStream stream) {
    String key = new String(record.key(), UTF_8);
    Outcome outcome =
        PartsBefore.read(
            tail,
            record.offset(),
            head.getParts(),
            each -> part(key, each),
            (number, part) -> stream.accept(number, PartStreams.value(decoder, part)));
    return outcome == Outcome.ABANDONED ? Optional.empty() : Optional.of(stream);
  }

  private OptionalInt part(String head, ConsumerRecord<byte[], byte[]> record) {
    Optional<SnapshotRing.PartKey> key = SnapshotRing.partOf(model, record.key());
    if (key.isEmpty() || !key.get().head().equals(head)) {
      return OptionalInt.empty();
    }
    return OptionalInt.of(record.value() == null ? -1 : key.get().number());
  }
}
