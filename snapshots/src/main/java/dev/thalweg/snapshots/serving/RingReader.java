package dev.thalweg.snapshots.serving;

import dev.thalweg.model.network.Architecture;
import dev.thalweg.schemas.AvroDecoder;
import dev.thalweg.schemas.Pipeline;
import dev.thalweg.schemas.PipelineTopic;
import dev.thalweg.schemas.SchemaRegistry;
import dev.thalweg.schemas.SnapshotRing;
import dev.thalweg.schemas.UnreadableRecordException;
import dev.thalweg.schemas.UserException;
import dev.thalweg.schemas.avro.Snapshot;
import dev.thalweg.snapshots.RefusedException;
import dev.thalweg.snapshots.ServedModel;
import dev.thalweg.snapshots.SnapshotValidator;
import dev.thalweg.snapshots.history.RingSlots;
import dev.thalweg.snapshots.history.SnapshotEntry;
import dev.thalweg.snapshots.parts.PartStream;
import dev.thalweg.snapshots.parts.PartStreams;
import dev.thalweg.snapshots.parts.PartsRead;
import dev.thalweg.topics.RefusedRecord;
import dev.thalweg.topics.StopSwitch;
import dev.thalweg.topics.bounded.PartitionTail;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.InvalidOffsetException;
import org.apache.kafka.common.KafkaException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The versions of a model's ring, read when somebody asks: by a consumer of its own, which is
 * opened for the first one who does, so that the follower never waits for it.
 *
 * <p>It keeps where each sound snapshot of the ring lies (the topic's keys bound their number), and
 * no weights: who asks often keeps what it got. Every call ends within some seconds, without an
 * answer where the brokers or others that ask are too slow. Safe for any thread.
 */
public final class RingReader implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(RingReader.class);

  private static final Duration READ_MAX = Duration.ofSeconds(2);
  private static final long WAIT_MS_MAX = 2_000;
  private static final long PART_MS = 50;

  /** Who asks in between gets what was there then. */
  public static final Duration FRESH = Duration.ofMillis(100);

  private static final Duration CLOSE = Duration.ofMillis(500);

  private final Supplier<Consumer<byte[], byte[]>> clients;
  private final Pipeline pipeline;
  private final Duration fresh;
  private final AvroDecoder<Snapshot> decoder;
  private final SnapshotValidator validator;
  private final PartStreams parts;
  private final PartsRead reading;
  private final StopSwitch stop = new StopSwitch();
  private final ReentrantLock lock = new ReentrantLock();
  private final RingSlots ring = new RingSlots();
  private volatile Consumer<byte[], byte[]> consumer;
  private PartitionTail tail;
  private long freshUntilNanos;
  private long deadlineNanos;

  /**
   * Opens nothing yet; the registry stays the caller's.
   *
   * @param clients opens a consumer with isolation level read_committed and no group
   * @param fresh for so long what was read is taken for what there is
   */
  public RingReader(
      Supplier<Consumer<byte[], byte[]>> clients,
      SchemaRegistry registry,
      Pipeline pipeline,
      Duration fresh) {
    this.clients = clients;
    this.pipeline = pipeline;
    this.fresh = fresh;
    this.decoder = AvroDecoder.of(registry, Snapshot.getClassSchema());
    this.validator = new SnapshotValidator(pipeline.model());
    this.parts = new PartStreams(pipeline.model(), decoder::decode);
    this.reading = new PartsRead(pipeline.model(), decoder::decode);
  }

  /** Of the valid snapshots in the ring, in no order. */
  public List<Long> versions() {
    return reading(() -> ring.sound().stream().map(SnapshotEntry::version).toList(), List.of());
  }

  /** The newest valid snapshot in the ring that is of this version. */
  public Optional<ServedModel> version(long version) {
    return reading(
        () ->
            ring.sound().stream()
                .filter(entry -> entry.version() == version)
                .max(Comparator.comparingLong(SnapshotEntry::sequence))
                .flatMap(this::fetch),
        Optional.empty());
  }

  /** One at a time, and up to date if that is possible in time. */
  private <T> T reading(Supplier<T> answer, T none) {
    try {
      if (!lock.tryLock(WAIT_MS_MAX, TimeUnit.MILLISECONDS)) {
        return none;
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return none;
    }
    try {
      if (stop.isThrown()) {
        return none;
      }
      refresh();
      return answer.get();
    } catch (KafkaException | UserException e) {
      LOG.warn("The ring of {} can't be read just now: {}", pipeline.model(), e.getMessage());
      return none;
    } finally {
      lock.unlock();
    }
  }

  private void refresh() {
    deadlineNanos = System.nanoTime() + READ_MAX.toNanos();
    if (consumer == null) {
      consumer = clients.get();
      tail = new PartitionTail(consumer, pipeline.topic(PipelineTopic.SNAPSHOTS), this::isTooLate);
      tail.toBeginning();
    } else if (System.nanoTime() - freshUntilNanos < 0) {
      return;
    }
    try {
      if (tail.readOn(this::note)) {
        freshUntilNanos = System.nanoTime() + fresh.toNanos();
      }
    } catch (InvalidOffsetException e) {
      LOG.debug("The topic was trimmed or made anew.", e);
      ring.clear();
      parts.clear();
      tail.toBeginning();
    }
  }

  private boolean isTooLate() {
    return stop.isThrown() || System.nanoTime() - deadlineNanos > 0;
  }

  private void note(ConsumerRecord<byte[], byte[]> record) {
    if (parts.accept(record) || !SnapshotRing.isSlot(pipeline.model(), record.key())) {
      return;
    }
    if (record.value() == null) {
      ring.free(record.key(), record.offset());
      return;
    }
    try {
      Snapshot snapshot = decoder.decode(record.value());
      check(record, snapshot);
      ring.put(record.key(), SnapshotEntry.of(record, snapshot));
    } catch (UnreadableRecordException | RefusedException e) {
      LOG.debug("The record at {} is passed over.", RefusedRecord.origin(record), e);
      ring.spoil(record.key());
    }
  }

  private void check(ConsumerRecord<byte[], byte[]> record, Snapshot snapshot)
      throws RefusedException {
    if (snapshot.getParts() == null) {
      ServedModel unused = validator.validate(record.key(), snapshot);
      return;
    }
    Architecture unused = validator.checkHead(record.key(), snapshot);
    PartStream before = parts.before(record.key());
    Optional<String> damage =
        before.isWhole(snapshot) ? before.damage(snapshot) : Optional.of(PartsRead.NOT_WHOLE);
    if (damage.isPresent()) {
      throw new RefusedException(damage.get());
    }
  }

  private Optional<ServedModel> fetch(SnapshotEntry entry) {
    Optional<ConsumerRecord<byte[], byte[]>> record = tail.at(entry.offset());
    if (record.isEmpty()) {
      if (!isTooLate()) {
        ring.remove(entry); // compacted away
      }
      return Optional.empty();
    }
    try {
      Snapshot snapshot = decoder.decode(record.get().value());
      Optional<ServedModel> found =
          snapshot.getParts() == null
              ? Optional.of(validator.validate(record.get().key(), snapshot))
              : load(record.get(), snapshot);
      return found.filter(model -> model.sha256().equals(entry.sha256()));
    } catch (UnreadableRecordException | RefusedException e) {
      LOG.debug("A snapshot is no longer what it was.", e);
      return Optional.empty();
    }
  }

  /** It may take a second more for every 20 MB. */
  private Optional<ServedModel> load(ConsumerRecord<byte[], byte[]> record, Snapshot head)
      throws RefusedException {
    deadlineNanos += Duration.ofMillis(head.getParts() * PART_MS).toNanos();
    return reading.load(tail, record, head, validator);
  }

  /** Within a second; who is reading gets no answer then. */
  @Override
  public void close() {
    stop.stop();
    Consumer<byte[], byte[]> opened = consumer;
    if (opened == null) {
      return;
    }
    opened.wakeup();
    try {
      if (lock.tryLock(CLOSE.toMillis(), TimeUnit.MILLISECONDS)) {
        try {
          opened.close(CloseOptions.timeout(CLOSE));
        } finally {
          lock.unlock();
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (KafkaException e) {
      LOG.debug("The consumer was not closed cleanly.", e);
    }
  }
}
