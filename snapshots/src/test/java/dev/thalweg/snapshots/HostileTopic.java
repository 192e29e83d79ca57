package dev.thalweg.snapshots;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.thalweg.schemas.PipelineTopic;
import dev.thalweg.schemas.SnapshotRing;
import dev.thalweg.schemas.avro.Snapshot;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * A topic of snapshots that anybody has written to: 40 sound ones, of which the ring has passed
 * eight, promoted and pinned copies, and whatever a snapshot can be that is not sound.
 */
public final class HostileTopic {
  public static final int SOUND = 40;

  /** The sequence that was promoted last, and the one of the sound copy that was pinned last. */
  public static final int PROMOTED = 33;

  public static final int PINNED = 3;

  private static final byte[] GARBAGE = "no Avro at all".getBytes(UTF_8);
  private static final String MODEL = Fixture.PIPELINE.model();

  private final List<Snapshot> chain = Fixture.chain(SOUND + 20);
  private final List<ProducerRecord<byte[], byte[]>> records = new ArrayList<>();

  /** With the records that are no snapshots at all, or without them. */
  public HostileTopic(boolean withUnreadable) {
    chain.subList(0, SOUND - 1).forEach(snapshot -> add(Fixture.key(snapshot), snapshot));
    // Repeats: the same again, and one that the ring has passed.
    add(Fixture.key(chain.get(38)), chain.get(38));
    add(Fixture.key(chain.get(2)), chain.get(2));
    add(Fixture.key(chain.get(39)), chain.get(39));
    copies();
    // Each in a slot of its own, and newer than what is sound there.
    damaged(40, false, s -> s.getParameters().put(5, (byte) (s.getParameters().get(5) ^ 1)));
    damaged(41, false, s -> s.setContentSha256("00".repeat(32)));
    damaged(42, false, s -> s.setSha256("00".repeat(32)));
    damaged(43, true, s -> floats(s).putFloat(8, Float.NaN));
    damaged(44, true, s -> floats(s).putFloat(8, Float.NEGATIVE_INFINITY));
    damaged(45, true, s -> s.setParameters(ByteBuffer.allocate(12)));
    damaged(46, true, s -> s.setArchitecture("4x4 dense(3,softmax) guesswork"));
    damaged(47, true, s -> s.setVersion(-7L));
    damaged(-1, true, s -> {});
    damaged(-40, true, s -> s.setVersion(-8L));
    // No newer than what is sound in its slot.
    damaged(39, false, s -> s.setVersion(77L));
    // Not ours, or not in its place.
    add(SnapshotRing.key(MODEL, 48), changed(48, true, s -> s.setModel("other")));
    add(SnapshotRing.key(MODEL, 50), chain.get(49));
    add("other/1".getBytes(UTF_8), chain.get(51));
    add(null, chain.get(52));
    if (withUnreadable) {
      records.add(entry(SnapshotRing.key(MODEL, 53), GARBAGE));
      records.add(entry(SnapshotRing.servingKey(MODEL), GARBAGE));
      records.add(entry(SnapshotRing.pinnedKey(MODEL), GARBAGE));
      records.add(entry("no slot".getBytes(UTF_8), GARBAGE));
      records.add(entry(null, GARBAGE));
    }
  }

  private void copies() {
    add(SnapshotRing.servingKey(MODEL), chain.get(PROMOTED));
    add(SnapshotRing.servingKey(MODEL), chain.get(PROMOTED - 1));
    add(SnapshotRing.servingKey(MODEL), changed(36, false, s -> s.setSha256("11".repeat(32))));
    add(SnapshotRing.pinnedKey(MODEL), chain.get(PINNED));
  }

  private void damaged(int sequence, boolean sealed, Consumer<Snapshot> change) {
    Snapshot snapshot =
        changed(
            Math.floorMod(sequence, SOUND + 20),
            sealed,
            s -> {
              s.setSequence((long) sequence);
              change.accept(s);
            });
    add(SnapshotRing.key(MODEL, sequence), snapshot);
  }

  private Snapshot changed(int index, boolean sealed, Consumer<Snapshot> change) {
    Snapshot copy = Snapshot.newBuilder(chain.get(index)).build();
    change.accept(copy);
    if (sealed) {
      SnapshotSeal.seal(copy);
    }
    return copy;
  }

  private static ByteBuffer floats(Snapshot snapshot) {
    return snapshot.getParameters().order(ByteOrder.LITTLE_ENDIAN);
  }

  private void add(byte[] key, Snapshot snapshot) {
    records.add(entry(key, Fixture.encode(snapshot)));
  }

  private static ProducerRecord<byte[], byte[]> entry(byte[] key, byte[] value) {
    return new ProducerRecord<>(Fixture.PIPELINE.topic(PipelineTopic.SNAPSHOTS), key, value);
  }

  public List<ProducerRecord<byte[], byte[]>> records() {
    return records;
  }

  /** Every version that any of the records claims to be, and one that none does. */
  public List<Long> versions() {
    return Stream.concat(
            chain.stream().map(Snapshot::getVersion), Stream.of(77L, -7L, -8L, 123_456_789L))
        .toList();
  }
}
