package dev.thalweg.snapshots.history;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.thalweg.schemas.AvroDecoder;
import dev.thalweg.schemas.SchemaRegistry;
import dev.thalweg.schemas.SnapshotRing;
import dev.thalweg.schemas.UnreadableRecordException;
import dev.thalweg.schemas.avro.Directive;
import dev.thalweg.schemas.avro.DirectiveKind;
import dev.thalweg.schemas.avro.Snapshot;
import dev.thalweg.snapshots.SnapshotValidator;
import dev.thalweg.snapshots.parts.LastHeads;
import dev.thalweg.snapshots.parts.PartStreams;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Function;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * Makes of the records of the snapshots topic, as they come, what there is of a model. Of all
 * weights it holds those of a few snapshots at most, however many there are.
 */
final class SnapshotCollector {
  private final String model;
  private final Optional<Directive> directive;
  private final AvroDecoder<Snapshot> decoder;
  private final SnapshotValidator validator;
  private final RingSlots ring = new RingSlots();
  private final KeptCopy pinned;
  private final PromotedCopies promoted = new PromotedCopies();
  private final Wanted wanted;
  private final Chain chain = new Chain();
  private final PartStreams parts;
  private final LastHeads<StoredSnapshot> heads = new LastHeads<>();
  private String unreadable;
  private long passedOver;

  /**
   * @param directive what scorers obey, which was read before
   * @param wanted whose weights are asked for
   */
  SnapshotCollector(
      SchemaRegistry registry, String model, Optional<Directive> directive, Wanted wanted) {
    this.model = model;
    this.directive = directive;
    this.wanted = wanted;
    this.decoder = AvroDecoder.of(registry, Snapshot.getClassSchema());
    this.validator = new SnapshotValidator(model);
    this.parts = new PartStreams(model, decoder::decode);
    this.pinned =
        directive
            .filter(latest -> latest.getKind() == DirectiveKind.PIN)
            .map(pin -> KeptCopy.at(pin.getSnapshotOffset()))
            .orElseGet(KeptCopy::last);
  }

  void accept(ConsumerRecord<byte[], byte[]> record) {
    byte[] key = record.key();
    if (key == null || !new String(key, UTF_8).startsWith(model + "/")) {
      passedOver++;
      return;
    }
    if (parts.accept(record)) {
      return;
    }
    heads.see(record);
    if (record.value() == null) {
      if (SnapshotRing.isSlot(model, key)) {
        ring.free(key, record.offset());
      }
    } else {
      read(record).ifPresent(snapshot -> take(record, snapshot));
    }
  }

  private void take(ConsumerRecord<byte[], byte[]> record, Snapshot snapshot) {
    byte[] key = record.key();
    boolean inRing = SnapshotRing.isSlot(model, key);
    if (!snapshot.getModel().equals(model)
        || (inRing && !Arrays.equals(key, SnapshotRing.key(model, snapshot.getSequence())))) {
      passedOver++;
      if (inRing) {
        ring.spoil(key);
      }
      return;
    }
    if (snapshot.getParts() != null && !parts.before(key).isWhole(snapshot)) {
      takeBroken(record, snapshot, inRing);
      return;
    }
    take(StoredSnapshot.of(validator, snapshot, record, inRing, parts.before(key)));
  }

  /** It counts where nothing has come under its key since. */
  private void takeBroken(
      ConsumerRecord<byte[], byte[]> record, Snapshot snapshot, boolean inRing) {
    if (inRing) {
      ring.spoil(record.key());
    }
    heads.putBroken(
        record, StoredSnapshot.of(validator, snapshot, record, inRing, parts.before(record.key())));
  }

  /** After the last record. */
  void end() {
    heads.damaged().forEach(this::take);
  }

  private void take(StoredSnapshot stored) {
    byte[] key = stored.record().key();
    boolean inRing = stored.entry().inRing();
    if (inRing) {
      ring.put(key, stored.entry());
      chain.add(stored);
    } else if (Arrays.equals(key, SnapshotRing.pinnedKey(model))) {
      pinned.put(stored.entry());
      chain.addCopy(stored);
    } else if (Arrays.equals(key, SnapshotRing.servingKey(model))) {
      promoted.put(stored.entry());
      chain.addCopy(stored);
    } else {
      return; // a key that means nothing yet
    }
    wanted.offer(stored);
  }

  private Optional<Snapshot> read(ConsumerRecord<byte[], byte[]> record) {
    try {
      return Optional.of(decoder.decode(record.value()));
    } catch (UnreadableRecordException e) {
      passedOver++;
      if (SnapshotRing.isSlot(model, record.key())) {
        ring.spoil(record.key());
      }
      if (unreadable == null) {
        unreadable =
            "The record at offset %d of %s is no snapshot: %s"
                .formatted(record.offset(), record.topic(), e.getMessage());
      }
      return Optional.empty();
    }
  }

  SnapshotListing listing() {
    List<SnapshotEntry> entries = new ArrayList<>(ring.all());
    Stream.of(pinned.entry(), promoted.listed(ring))
        .flatMap(Optional::stream)
        .filter(kept -> entries.stream().noneMatch(kept::isSameAs))
        .forEach(entries::add);
    entries.sort(Comparator.comparingLong(SnapshotEntry::sequence).reversed());
    return new SnapshotListing(
        entries, pinned.entry(), promoted.listed(ring), directive, passedOver);
  }

  /** Whatever can be asked for. */
  private List<SnapshotEntry> all() {
    return Stream.of(ring.all().stream(), pinned.entry().stream(), promoted.listed(ring).stream())
        .flatMap(Function.identity())
        .toList();
  }

  /**
   * Where a second pass finds what is wanted: this one kept the weights of another, which only the
   * rest of the topic has shown not to be it.
   */
  OptionalLong missed() {
    Optional<SnapshotEntry> meant = wanted.of(all());
    return meant.isPresent() && wanted.found(all()).isEmpty()
        ? OptionalLong.of(meant.get().offset())
        : OptionalLong.empty();
  }

  /** What one pass over the topic came to. */
  SnapshotsRead result() {
    SnapshotListing listing = listing();
    return new SnapshotsRead(
        listing, wanted.found(all()), chain.links(ring.refused()), Optional.ofNullable(unreadable));
  }
}
