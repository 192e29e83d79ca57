package dev.thalweg.snapshots.serving;

import static java.nio.charset.StandardCharsets.UTF_8;

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
import dev.thalweg.topics.PartitionTail;
import dev.thalweg.topics.RefusedRecord;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
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
 * <p>It keeps where each valid snapshot of the ring lies (the topic's keys bound their number), and
 * the weights of the few that were asked for last. Every call ends within some seconds, without an
 * answer where the brokers or others that ask are too slow. Safe for any thread.
 */
public final class RingReader implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(RingReader.class);

  /** Each may take as much as a snapshot's record, 8 MB. */
  static final int CACHED_MAX = 4;

  private static final long READ_MS_MAX = 2_000;
  private static final long WAIT_MS_MAX = 2_000;

  /** Who asks in between gets what was there then. */
  public static final Duration FRESH = Duration.ofMillis(100);

  private static final Duration CLOSE = Duration.ofMillis(500);

  private final Supplier<Consumer<byte[], byte[]>> clients;
  private final Pipeline pipeline;
  private final Duration fresh;
  private final AvroDecoder<Snapshot> decoder;
  private final SnapshotValidator validator;
  private final CountDownLatch stop = new CountDownLatch(1);
  private final ReentrantLock lock = new ReentrantLock();
  private final Map<String, Place> placeBySlot = new HashMap<>();
  private final Map<String, ServedModel> cached =
      new LinkedHashMap<>(2 * CACHED_MAX, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, ServedModel> eldest) {
          return size() > CACHED_MAX;
        }
      };
  private volatile Consumer<byte[], byte[]> consumer;
  private PartitionTail tail;
  private long freshUntilNanos;

  /** Where a snapshot lies. */
  private record Place(String slot, long sequence, long version, String sha256, long offset) {}

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
  }

  /** Of the valid snapshots in the ring, in no order. */
  public List<Long> versions() {
    return reading(() -> placeBySlot.values().stream().map(Place::version).toList(), List.of());
  }

  /** The newest valid snapshot in the ring that is of this version. */
  public Optional<ServedModel> version(long version) {
    return reading(
        () ->
            placeBySlot.values().stream()
                .filter(place -> place.version() == version)
                .max(Comparator.comparingLong(Place::sequence))
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
      if (stop.getCount() == 0) {
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
    if (consumer == null) {
      consumer = clients.get();
      tail = new PartitionTail(consumer, pipeline.topic(PipelineTopic.SNAPSHOTS), stop);
      tail.toBeginning();
    } else if (System.nanoTime() - freshUntilNanos < 0) {
      return;
    }
    long deadlineNanos = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(READ_MS_MAX);
    try {
      tail.readOn(this::note, () -> System.nanoTime() - deadlineNanos > 0);
      freshUntilNanos = System.nanoTime() + fresh.toNanos();
    } catch (InvalidOffsetException e) {
      LOG.debug("The topic was trimmed or made anew.", e);
      placeBySlot.clear();
      tail.toBeginning();
    }
  }

  private void note(ConsumerRecord<byte[], byte[]> record) {
    if (!SnapshotRing.isSlot(pipeline.model(), record.key())) {
      return;
    }
    String slot = new String(record.key(), UTF_8);
    try {
      if (record.value() == null) {
        placeBySlot.remove(slot);
      } else {
        ServedModel found = validator.validate(record.key(), decoder.decode(record.value()));
        placeBySlot.put(
            slot,
            new Place(slot, found.sequence(), found.version(), found.sha256(), record.offset()));
      }
    } catch (UnreadableRecordException | RefusedException e) {
      LOG.debug("The record at {} is passed over.", RefusedRecord.origin(record), e);
    }
  }

  private Optional<ServedModel> fetch(Place place) {
    ServedModel known = cached.get(place.sha256());
    if (known != null) {
      return Optional.of(known);
    }
    try {
      Optional<ConsumerRecord<byte[], byte[]>> record = tail.at(place.offset());
      if (record.isEmpty()) {
        placeBySlot.remove(place.slot(), place); // compacted away
        return Optional.empty();
      }
      byte[] value = record.get().value();
      ServedModel found = validator.validate(record.get().key(), decoder.decode(value));
      cached.put(found.sha256(), found);
      return Optional.of(found).filter(model -> model.sha256().equals(place.sha256()));
    } catch (UnreadableRecordException | RefusedException e) {
      LOG.debug("A snapshot is no longer what it was.", e);
      return Optional.empty();
    }
  }

  /** Within a second; who is reading gets no answer then. */
  @Override
  public void close() {
    stop.countDown();
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
