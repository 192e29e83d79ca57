package dev.thalweg.snapshots.history;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.thalweg.schemas.AvroDecoder;
import dev.thalweg.schemas.SchemaRegistry;
import dev.thalweg.schemas.SnapshotRing;
import dev.thalweg.schemas.UnreadableRecordException;
import dev.thalweg.schemas.avro.Directive;
import dev.thalweg.schemas.avro.Snapshot;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * Makes a listing of the records of the snapshots topic, as they come: the newest of each slot,
 * whether compaction has removed those before it or not. Of all weights it holds those of three
 * snapshots at most, however many there are.
 */
final class SnapshotCollector {
  private final String model;
  private final OptionalLong wanted;
  private final AvroDecoder<Snapshot> decoder;
  private final Map<String, SnapshotEntry> bySlot = new HashMap<>();
  private final Copy pinned = new Copy();
  private final Copy promoted = new Copy();
  private StoredSnapshot wantedInRing;
  private long passedOver;

  /** What is kept under a key of its own, and its weights if they are asked for. */
  private static final class Copy {
    private SnapshotEntry entry;
    private StoredSnapshot wanted;
  }

  /**
   * @param wanted the version whose weights are asked for; empty for the newest of the ring
   */
  SnapshotCollector(SchemaRegistry registry, String model, OptionalLong wanted) {
    this.model = model;
    this.wanted = wanted;
    this.decoder = AvroDecoder.of(registry, Snapshot.getClassSchema());
  }

  void accept(ConsumerRecord<byte[], byte[]> record) {
    byte[] key = record.key();
    if (SnapshotRing.isSlot(model, key)) {
      inSlot(record);
    } else if (Arrays.equals(key, SnapshotRing.pinnedKey(model))) {
      copied(record, pinned);
    } else if (Arrays.equals(key, SnapshotRing.servingKey(model))) {
      copied(record, promoted);
    } else if (key == null || !new String(key, UTF_8).startsWith(model + "/")) {
      passedOver++;
    }
  }

  private void inSlot(ConsumerRecord<byte[], byte[]> record) {
    String slot = new String(record.key(), UTF_8);
    if (record.value() == null) {
      bySlot.remove(slot);
      return;
    }
    Optional<Snapshot> read = decode(record);
    if (read.isEmpty()
        || !Arrays.equals(record.key(), SnapshotRing.key(model, read.get().getSequence()))) {
      passedOver++;
      return;
    }
    StoredSnapshot stored = StoredSnapshot.of(read.get(), record, true);
    SnapshotEntry before = bySlot.get(slot);
    if (before == null || stored.entry().sequence() >= before.sequence()) {
      bySlot.put(slot, stored.entry());
      if (isWanted(stored.entry())) {
        wantedInRing = stored;
      }
    }
  }

  private void copied(ConsumerRecord<byte[], byte[]> record, Copy copy) {
    copy.entry = null; // what was kept before is replaced, by a damaged one too
    copy.wanted = null;
    if (record.value() == null) {
      return;
    }
    Optional<Snapshot> read = decode(record);
    if (read.isEmpty()) {
      passedOver++;
      return;
    }
    StoredSnapshot stored = StoredSnapshot.of(read.get(), record, false);
    copy.entry = stored.entry();
    if (wanted.isPresent() && isWanted(copy.entry)) {
      copy.wanted = stored;
    }
  }

  private boolean isWanted(SnapshotEntry entry) {
    return wanted.isPresent()
        ? entry.version() == wanted.getAsLong()
        : wantedInRing == null || entry.sequence() >= wantedInRing.entry().sequence();
  }

  private Optional<Snapshot> decode(ConsumerRecord<byte[], byte[]> record) {
    try {
      return Optional.of(decoder.decode(record.value()))
          .filter(snapshot -> snapshot.getModel().equals(model));
    } catch (UnreadableRecordException e) {
      return Optional.empty();
    }
  }

  SnapshotListing listing(Optional<Directive> directive) {
    List<SnapshotEntry> entries = new ArrayList<>(bySlot.values());
    for (Copy copy : List.of(pinned, promoted)) {
      SnapshotEntry kept = copy.entry;
      if (kept != null && entries.stream().noneMatch(e -> e.sha256().equals(kept.sha256()))) {
        entries.add(kept);
      }
    }
    entries.sort(Comparator.comparingLong(SnapshotEntry::sequence).reversed());
    return new SnapshotListing(
        entries,
        Optional.ofNullable(pinned.entry),
        Optional.ofNullable(promoted.entry),
        directive,
        passedOver);
  }

  /** The one that was asked for; where the ring's is damaged or gone, a copy of it. */
  Optional<StoredSnapshot> found() {
    Optional<StoredSnapshot> inRing =
        Optional.ofNullable(wantedInRing).filter(s -> bySlot.containsValue(s.entry()));
    return Stream.of(
            inRing, Optional.ofNullable(pinned.wanted), Optional.ofNullable(promoted.wanted))
        .flatMap(Optional::stream)
        .min(Comparator.comparing(s -> s.entry().damage().isPresent()));
  }
}
