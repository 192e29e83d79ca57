package dev.thalweg.snapshots.serving;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.thalweg.model.network.Architecture;
import dev.thalweg.schemas.Pipeline;
import dev.thalweg.schemas.PipelineTopic;
import dev.thalweg.schemas.SchemaRegistry;
import dev.thalweg.schemas.SnapshotRing;
import dev.thalweg.schemas.UnreadableRecordException;
import dev.thalweg.schemas.avro.Directive;
import dev.thalweg.schemas.avro.Snapshot;
import dev.thalweg.snapshots.RefusedException;
import dev.thalweg.snapshots.ServedModel;
import dev.thalweg.snapshots.SnapshotValidator;
import dev.thalweg.snapshots.history.PromotedCopies;
import dev.thalweg.snapshots.history.RingSlots;
import dev.thalweg.snapshots.history.SnapshotEntry;
import dev.thalweg.snapshots.parts.LastHeads;
import dev.thalweg.snapshots.parts.PartStream;
import dev.thalweg.snapshots.parts.PartStreams;
import dev.thalweg.snapshots.parts.PartsRead;
import dev.thalweg.topics.PatientDecoder;
import dev.thalweg.topics.StopSwitch;
import dev.thalweg.topics.bounded.PartitionTail;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * Reads snapshots, backwards first, then forwards; and a pinned one where a directive says that it
 * is. Confined to one thread.
 *
 * <p>Of the topic's keys it takes {@code model/slot}, the ring, and {@code model/serving} where the
 * scorer follows what the gate has promoted. Other keys are passed over.
 */
final class SnapshotReader {
  private final PartitionTail tail;
  private final String model;
  private final PatientDecoder<Snapshot> decoder;
  private final SnapshotValidator validator;
  private final CurrentModel current;
  private final Refusals refusals;
  private final PartStreams parts;
  private final PartsRead reading;
  private final AtomicLong refused = new AtomicLong();
  private final Set<Long> told = new HashSet<>();
  private RingSlots ring = new RingSlots();
  private PromotedCopies copies = new PromotedCopies();
  private LastHeads<ConsumerRecord<byte[], byte[]>> heads = new LastHeads<>();
  private final Deque<Runnable> window = new ArrayDeque<>();
  private List<SnapshotEntry> strangers = List.of();
  private ServedModel latest;
  private long newestOffset = -1;

  /**
   * @param consumer with isolation level read_committed and no group; the caller closes it
   * @param stop ends a search early when it is thrown
   */
  SnapshotReader(
      Consumer<byte[], byte[]> consumer,
      SchemaRegistry registry,
      Pipeline pipeline,
      CurrentModel current,
      Refusals refusals,
      StopSwitch stop) {
    this.tail =
        new PartitionTail(consumer, pipeline.topic(PipelineTopic.SNAPSHOTS), stop::isThrown);
    this.model = pipeline.model();
    this.decoder = new PatientDecoder<>(registry, Snapshot.getClassSchema(), stop);
    this.validator = new SnapshotValidator(model);
    this.parts = new PartStreams(model, decoder::decode);
    this.reading = new PartsRead(model, decoder::decode);
    this.current = current;
    this.refusals = refusals;
  }

  /**
   * Offers the newest valid snapshot of the ring that there is, and the one that was promoted last
   * if the scorer follows it, and stands at the end of the topic then.
   *
   * <p>The last record need not be the newest: it may repeat an older one, or free the newest's
   * slot. So the search goes back once round the ring, which is the same however long the topic is,
   * and further only where the ring was not written in order. It keeps the weights of one.
   *
   * <p>The promoted one is looked for as far back as it lies. Where none was ever promoted that is
   * all that the topic holds; it is compacted, so that does not grow with history.
   *
   * @return false when it was stopped
   */
  boolean search() {
    ring = new RingSlots();
    copies = new PromotedCopies();
    heads = new LastHeads<>();
    window.clear();
    latest = null;
    if (!tail.searchBack(this::searched, this::isEnough)) {
      return false;
    }
    isEnough(); // takes the last window
    settle();
    latest = null;
    tell();
    return true;
  }

  private void searched(ConsumerRecord<byte[], byte[]> record) {
    if (parts.accept(record)) {
      return;
    }
    see(record);
    if (isPromoted(record)) {
      find(record).ifPresent(found -> copies.put(SnapshotEntry.of(record, found.snapshot())));
    } else if (record.value() == null && SnapshotRing.isSlot(model, record.key())) {
      window.push(() -> ring.free(record.key(), record.offset()));
    } else if (!ring.isSettled()) {
      find(record).ifPresent(found -> note(record, found));
    }
  }

  private void note(ConsumerRecord<byte[], byte[]> record, Found found) {
    byte[] key = record.key();
    SnapshotEntry entry = SnapshotEntry.of(record, found.snapshot());
    window.push(() -> ring.put(key, entry));
    if (found.model() != null && (latest == null || found.model().sequence() > latest.sequence())) {
      latest = found.model();
    }
  }

  /** Asked before each window: takes what the one before it brought, the last record first. */
  private boolean isEnough() {
    window.forEach(Runnable::run);
    window.clear();
    parts.clear(); // the next window lies before this one
    return ring.isSettled()
        && (current.following() == Following.NEWEST || copies.newest(ring).isPresent());
  }

  /** Waits a moment for what comes next, and offers it. */
  void follow() {
    for (ConsumerRecord<byte[], byte[]> record : tail.next(PartitionTail.POLL)) {
      if (parts.accept(record)) {
        continue;
      }
      see(record);
      if (record.value() == null && SnapshotRing.isSlot(model, record.key())) {
        ring.free(record.key(), record.offset());
        continue;
      }
      Optional<Found> found = find(record);
      if (found.isPresent()) {
        take(record, found.get());
        settle();
      }
    }
    latest = null;
    tell();
  }

  private void see(ConsumerRecord<byte[], byte[]> record) {
    if (SnapshotRing.isSlot(model, record.key()) || isPromoted(record)) {
      heads.see(record);
    }
  }

  private void take(ConsumerRecord<byte[], byte[]> record, Found found) {
    SnapshotEntry entry = SnapshotEntry.of(record, found.snapshot());
    if (isPromoted(record)) {
      copies.put(entry);
    } else {
      ring.put(record.key(), entry);
    }
    latest = found.model();
  }

  /** Offers what there is now, and takes back what has turned out to be a stranger's. */
  private void settle() {
    Optional<SnapshotEntry> newest = ring.newest();
    Optional<SnapshotEntry> promoted = copies.newest(ring);
    strangers = Stream.concat(ring.refused().stream(), copies.refused(ring).stream()).toList();
    if (current.newest().filter(this::isStranger).isPresent()) {
      newestOffset = newest.map(SnapshotEntry::offset).orElse(-1L);
      current.takeBackNewest(newest.flatMap(this::fetch));
    }
    if (current.promoted().filter(this::isStranger).isPresent()) {
      current.takeBackPromoted(promoted.flatMap(this::fetch));
    }
    // The promoted one first, so that the newest is not served for a moment.
    promoted
        .filter(entry -> isNewer(entry, current.promoted()))
        .flatMap(this::fetch)
        .ifPresent(current::promote);
    if (newest.isPresent() && isNewer(newest.get(), current.newest())) {
      newestOffset = newest.get().offset();
      newest.flatMap(this::fetch).ifPresent(current::offer);
    }
  }

  private boolean isStranger(ServedModel served) {
    return strangers.stream().anyMatch(entry -> entry.sha256().equals(served.sha256()));
  }

  private static boolean isNewer(SnapshotEntry entry, Optional<ServedModel> than) {
    return than.isEmpty() || entry.sequence() > than.get().sequence();
  }

  /** With its weights, from memory or from where it lies. */
  private Optional<ServedModel> fetch(SnapshotEntry entry) {
    return latest != null && latest.sha256().equals(entry.sha256())
        ? Optional.of(latest)
        : tail.at(entry.offset()).flatMap(this::read);
  }

  /**
   * One in parts was found to be sound before; where it is not whole any more, compaction has begun
   * to take it away.
   */
  private Optional<ServedModel> read(ConsumerRecord<byte[], byte[]> record) {
    try {
      Snapshot snapshot = decoder.decode(record.value());
      return snapshot.getParts() == null
          ? find(record).map(Found::model)
          : reading.load(tail, record, snapshot, validator);
    } catch (UnreadableRecordException e) {
      return find(record).map(Found::model); // which tells
    } catch (RefusedException e) {
      if (!e.getMessage().equals(PartsRead.NOT_WHOLE)) {
        refuse(record, e.getMessage());
      }
      return Optional.empty();
    }
  }

  /**
   * Refuses each once, and at the end of the topic only: who lags behind a ring that has come round
   * sees a leap until it has read on, or a head whose parts are gone already.
   */
  private void tell() {
    List<ConsumerRecord<byte[], byte[]>> broken = heads.damaged();
    if (strangers.isEmpty() && broken.isEmpty()) {
      return;
    }
    Set<Long> offsets =
        Stream.concat(
                strangers.stream().map(SnapshotEntry::offset),
                broken.stream().map(ConsumerRecord::offset))
            .collect(Collectors.toSet());
    told.retainAll(offsets);
    if (told.containsAll(offsets) || !tail.isAtEnd()) {
      return;
    }
    for (ConsumerRecord<byte[], byte[]> head : broken) {
      if (told.add(head.offset())) {
        refuse(head, PartsRead.NOT_WHOLE);
      }
    }
    for (SnapshotEntry stranger : strangers) {
      if (told.add(stranger.offset())) {
        refused.incrementAndGet();
        String reason =
            new RefusedException(sentence(stranger.damage().orElseThrow())).getMessage();
        tail.at(stranger.offset()).ifPresent(record -> refusals.refused(record, reason));
      }
    }
  }

  private void refuse(ConsumerRecord<byte[], byte[]> record, String reason) {
    refused.incrementAndGet();
    refusals.refused(record, reason);
  }

  private static String sentence(String reason) {
    return reason.substring(0, 1).toUpperCase(Locale.ROOT) + reason.substring(1) + ".";
  }

  /**
   * The bytes of the newest one's record, as they are in the topic.
   *
   * @return empty when there is none, or the ring has passed it and compaction removed it
   */
  Optional<byte[]> newestValue() {
    return newestOffset < 0 ? Optional.empty() : tail.at(newestOffset).map(ConsumerRecord::value);
  }

  /**
   * The snapshot that a directive pins, checked like every other.
   *
   * @return empty when there is no record at its offset: not yet, or no longer
   * @throws RefusedException when there is another than the directive names, or a damaged one; that
   *     is counted and published then
   */
  Optional<ServedModel> pinned(Directive directive) throws RefusedException {
    Optional<ConsumerRecord<byte[], byte[]>> record = tail.at(directive.getSnapshotOffset());
    if (record.isEmpty()) {
      return Optional.empty();
    }
    try {
      return pinned(directive, record.get());
    } catch (UnreadableRecordException e) {
      refused.incrementAndGet();
      refusals.unreadable(record.get(), "snapshot", e.getMessage());
      throw new RefusedException(e.getMessage());
    } catch (RefusedException e) {
      refuse(record.get(), e.getMessage());
      throw e;
    }
  }

  private Optional<ServedModel> pinned(Directive directive, ConsumerRecord<byte[], byte[]> record)
      throws UnreadableRecordException, RefusedException {
    if (!Arrays.equals(record.key(), SnapshotRing.pinnedKey(model))) {
      throw new RefusedException("A directive pins it, but its key is not that of a pinned one.");
    }
    Snapshot found = decoder.decode(record.value());
    Optional<ServedModel> sound =
        found.getParts() == null
            ? Optional.of(validator.validate(record.key(), found))
            : reading.load(tail, record, found, validator);
    if (!found.getSha256().equals(directive.getSha256())
        || found.getVersion() != directive.getVersion()) {
      throw new RefusedException(
          "It is version %d, sha256 %.12s, and the directive pins version %d, sha256 %.12s."
              .formatted(
                  found.getVersion(),
                  found.getSha256(),
                  directive.getVersion(),
                  directive.getSha256()));
    }
    return sound;
  }

  /** How many records were refused. */
  long refused() {
    return refused.get();
  }

  /**
   * A sound snapshot as it is written, and as it is served.
   *
   * @param model null of one in parts, which are read where it is to be served
   */
  private record Found(Snapshot snapshot, ServedModel model) {}

  private Optional<Found> find(ConsumerRecord<byte[], byte[]> record) {
    try {
      if (isInRing(record) || (isPromoted(record) && record.value() != null)) {
        Snapshot snapshot = decoder.decode(record.value());
        return snapshot.getParts() == null
            ? Optional.of(new Found(snapshot, validator.validate(record.key(), snapshot)))
            : findInParts(record, snapshot);
      }
    } catch (UnreadableRecordException e) {
      refused.incrementAndGet();
      refusals.unreadable(record, "snapshot", e.getMessage());
      spoil(record);
    } catch (RefusedException e) {
      refuse(record, e.getMessage());
      spoil(record);
    }
    return Optional.empty();
  }

  /** By the parts that have come, or where they came before this reader, by reading back. */
  private Optional<Found> findInParts(ConsumerRecord<byte[], byte[]> record, Snapshot head)
      throws RefusedException {
    Architecture unused = validator.checkHead(record.key(), head);
    Optional<PartStream> before = Optional.of(parts.before(record.key()));
    if (!before.get().isWhole(head)) {
      before = reading.check(tail, record, head);
    }
    if (before.isEmpty()) {
      return Optional.empty();
    }
    if (!before.get().isWhole(head)) {
      heads.putBroken(record, record);
      spoil(record);
      return Optional.empty();
    }
    Optional<String> damage = before.get().damage(head);
    if (damage.isPresent()) {
      throw new RefusedException(damage.get());
    }
    return Optional.of(new Found(head, null));
  }

  private void spoil(ConsumerRecord<byte[], byte[]> record) {
    if (SnapshotRing.isSlot(model, record.key())) {
      ring.spoil(record.key());
    }
  }

  /** Whether it is under the key of the promoted one, and that is followed. */
  private boolean isPromoted(ConsumerRecord<byte[], byte[]> record) {
    return current.following() == Following.PROMOTED
        && Arrays.equals(record.key(), SnapshotRing.servingKey(model));
  }

  /** Whether it is one of this model's ring; a tombstone only frees its slot. */
  private boolean isInRing(ConsumerRecord<byte[], byte[]> record) throws UnreadableRecordException {
    String key = record.key() == null ? "" : new String(record.key(), UTF_8);
    if (key.indexOf('/') < 0) {
      throw new UnreadableRecordException("The key is not a model's name, a slash and a slot.");
    }
    return record.value() != null && SnapshotRing.isSlot(model, record.key());
  }
}
