package dev.thalweg.snapshots.serving;

import static java.nio.charset.StandardCharsets.UTF_8;

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
import dev.thalweg.snapshots.history.RingSlots;
import dev.thalweg.snapshots.history.SnapshotEntry;
import dev.thalweg.topics.PatientDecoder;
import dev.thalweg.topics.StopSwitch;
import dev.thalweg.topics.bounded.PartitionTail;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
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
  private final AtomicLong refused = new AtomicLong();
  private RingSlots ring;
  private final Deque<Runnable> window = new ArrayDeque<>();
  private ServedModel newestFound;
  private ServedModel promotedFound;
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
    window.clear();
    newestFound = null;
    promotedFound = null;
    if (!tail.searchBack(this::searched, this::isEnough)) {
      return false;
    }
    isEnough(); // takes the last window
    Optional<ServedModel> newest = ring.newest().flatMap(this::fetch);
    if (promotedFound != null) { // first, so that the newest is not served for a moment
      boolean unused = current.promote(promotedFound);
    }
    newestFound = null;
    newest.ifPresent(current::offer);
    return true;
  }

  private void searched(ConsumerRecord<byte[], byte[]> record) {
    if (isPromoted(record)) {
      read(record).filter(found -> isNewer(found, promotedFound)).ifPresent(f -> promotedFound = f);
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
    if (isNewer(found.model(), newestFound)) {
      newestFound = found.model();
    }
  }

  /** Asked before each window: takes what the one before it brought, the last record first. */
  private boolean isEnough() {
    window.forEach(Runnable::run);
    window.clear();
    return ring.isSettled() && (current.following() == Following.NEWEST || promotedFound != null);
  }

  /** With its weights, from memory or from where it lies. */
  private Optional<ServedModel> fetch(SnapshotEntry entry) {
    newestOffset = entry.offset();
    return newestFound != null && newestFound.sha256().equals(entry.sha256())
        ? Optional.of(newestFound)
        : tail.at(entry.offset()).flatMap(this::read);
  }

  private static boolean isNewer(ServedModel found, ServedModel known) {
    return known == null || found.sequence() > known.sequence();
  }

  /** Waits a moment for what comes next, and offers it. */
  void follow() {
    for (ConsumerRecord<byte[], byte[]> record : tail.next(PartitionTail.POLL)) {
      Optional<ServedModel> read = read(record);
      if (isPromoted(record)) {
        read.ifPresent(current::promote);
      } else if (read.isPresent() && isNewer(read.get(), current.newest().orElse(null))) {
        newestOffset = record.offset();
        boolean unused = current.offer(read.get());
      }
    }
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
      return Optional.of(pinned(directive, record.get()));
    } catch (UnreadableRecordException e) {
      refused.incrementAndGet();
      refusals.unreadable(record.get(), "snapshot", e.getMessage());
      throw new RefusedException(e.getMessage());
    } catch (RefusedException e) {
      refused.incrementAndGet();
      refusals.refused(record.get(), e.getMessage());
      throw e;
    }
  }

  private ServedModel pinned(Directive directive, ConsumerRecord<byte[], byte[]> record)
      throws UnreadableRecordException, RefusedException {
    if (!Arrays.equals(record.key(), SnapshotRing.pinnedKey(model))) {
      throw new RefusedException("A directive pins it, but its key is not that of a pinned one.");
    }
    ServedModel found = validator.validate(record.key(), decoder.decode(record.value()));
    if (!found.sha256().equals(directive.getSha256())
        || found.version() != directive.getVersion()) {
      throw new RefusedException(
          "It is version %d, sha256 %.12s, and the directive pins version %d, sha256 %.12s."
              .formatted(
                  found.version(), found.sha256(), directive.getVersion(), directive.getSha256()));
    }
    return found;
  }

  /** How many records were refused. */
  long refused() {
    return refused.get();
  }

  /** A sound snapshot as it is written, and as it is served. */
  private record Found(Snapshot snapshot, ServedModel model) {}

  private Optional<ServedModel> read(ConsumerRecord<byte[], byte[]> record) {
    return find(record).map(Found::model);
  }

  private Optional<Found> find(ConsumerRecord<byte[], byte[]> record) {
    try {
      if (isInRing(record) || (isPromoted(record) && record.value() != null)) {
        Snapshot snapshot = decoder.decode(record.value());
        return Optional.of(new Found(snapshot, validator.validate(record.key(), snapshot)));
      }
    } catch (UnreadableRecordException e) {
      refused.incrementAndGet();
      refusals.unreadable(record, "snapshot", e.getMessage());
    } catch (RefusedException e) {
      refused.incrementAndGet();
      refusals.refused(record, e.getMessage());
    }
    return Optional.empty();
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
