package dev.thalweg.scorer;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.thalweg.schemas.AvroDecoder;
import dev.thalweg.schemas.Pipeline;
import dev.thalweg.schemas.PipelineTopic;
import dev.thalweg.schemas.SchemaRegistry;
import dev.thalweg.schemas.UnreadableRecordException;
import dev.thalweg.schemas.UserException;
import dev.thalweg.schemas.avro.Snapshot;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Pattern;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads snapshots, backwards first, then forwards. Confined to one thread.
 *
 * <p>Of the topic's keys it takes {@code model/slot}, the ring. Other models' keys, and those of
 * the same model that are no slot, are passed over.
 */
final class SnapshotReader {
  private static final Logger LOG = LoggerFactory.getLogger(SnapshotReader.class);
  private static final Duration POLL = Duration.ofMillis(100);

  /** A window that makes no headway for so many polls is given up, and the end looked up again. */
  private static final int IDLE_POLLS_MAX = 50;

  private static final long REGISTRY_RETRY_MS = 1_000;

  private static final Pattern SLOT = Pattern.compile("[0-9]{1,9}");

  private final Consumer<byte[], byte[]> consumer;
  private final TopicPartition partition;
  private final String keyPrefix;
  private final AvroDecoder<Snapshot> decoder;
  private final SnapshotValidator validator;
  private final CurrentModel current;
  private final RefusalPublisher refusals;
  private final CountDownLatch stop;
  private final AtomicLong refused = new AtomicLong();

  /**
   * @param consumer with isolation level read_committed and no group; the caller closes it
   * @param stop at zero, ends a search early
   */
  SnapshotReader(
      Consumer<byte[], byte[]> consumer,
      SchemaRegistry registry,
      Pipeline pipeline,
      CurrentModel current,
      RefusalPublisher refusals,
      CountDownLatch stop) {
    this.consumer = consumer;
    this.partition = new TopicPartition(pipeline.topic(PipelineTopic.SNAPSHOTS), 0);
    this.keyPrefix = pipeline.model() + "/";
    this.decoder = AvroDecoder.of(registry, Snapshot.getClassSchema());
    this.validator = new SnapshotValidator(pipeline.model());
    this.current = current;
    this.refusals = refusals;
    this.stop = stop;
    consumer.assign(List.of(partition));
  }

  /**
   * Offers the newest valid snapshot there is, and stands at the end of the topic then.
   *
   * <p>It steps back from the end (with read_committed, of the last decided transaction), by 2, 4,
   * 8 ... offsets, because offsets are also taken by transaction markers (the trainer leaves one
   * behind each snapshot) and by what compaction has removed. So it reads at most about twice as
   * far back as the newest valid snapshot lies, and every record once, however long the topic is.
   *
   * @return false when it was stopped or the topic changed under it; then it is to be called again
   */
  boolean search() {
    long beginning = consumer.beginningOffsets(List.of(partition)).get(partition);
    long end = consumer.endOffsets(List.of(partition)).get(partition);
    ServedModel newest = null;
    long until = end;
    for (long back = 2; newest == null && until > beginning; back *= 2) {
      long from = Math.max(beginning, end - back);
      Window window = new Window(until);
      if (!window.readFrom(from)) {
        return false;
      }
      newest = window.newest;
      until = from;
    }
    if (newest != null) {
      current.offer(newest);
    }
    consumer.seek(partition, end);
    return true;
  }

  /** Waits a moment for what comes next, and offers it. */
  void follow() {
    for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
      read(record).ifPresent(current::offer);
    }
  }

  /** How many records were refused. */
  long refused() {
    return refused.get();
  }

  /** The offsets from a first one up to, and without, another. */
  private final class Window {
    private final long until;
    private ServedModel newest;

    Window(long until) {
      this.until = until;
    }

    boolean readFrom(long from) {
      consumer.seek(partition, from);
      long position = from;
      for (int idle = 0; position < until; ) {
        for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
          if (record.offset() < until) {
            read(record).ifPresent(this::keepNewest);
          }
        }
        long reached = consumer.position(partition);
        idle = reached > position ? 0 : idle + 1;
        position = reached;
        if (idle == IDLE_POLLS_MAX || stop.getCount() == 0) {
          return false;
        }
      }
      return true;
    }

    private void keepNewest(ServedModel candidate) {
      if (newest == null || candidate.sequence() > newest.sequence()) {
        newest = candidate;
      }
    }
  }

  private Optional<ServedModel> read(ConsumerRecord<byte[], byte[]> record) {
    try {
      if (isInRing(record)) {
        return Optional.of(validator.validate(record.key(), decode(record.value())));
      }
    } catch (UnreadableRecordException e) {
      refused.incrementAndGet();
      refusals.unreadable(record, e.getMessage());
    } catch (RefusedException e) {
      refused.incrementAndGet();
      refusals.refused(record, e.getMessage());
    }
    return Optional.empty();
  }

  /** A registry that is away says nothing of the record: it is asked until it answers. */
  private Snapshot decode(byte[] value) throws UnreadableRecordException {
    while (true) {
      try {
        return decoder.decode(value);
      } catch (UserException e) {
        LOG.warn("A snapshot has to wait: {}", e.getMessage());
        if (isStopped(REGISTRY_RETRY_MS)) {
          throw e;
        }
      }
    }
  }

  private boolean isStopped(long waitMs) {
    try {
      return stop.await(waitMs, TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return true;
    }
  }

  /** Whether it is one of this model's ring; a tombstone only frees its slot. */
  private boolean isInRing(ConsumerRecord<byte[], byte[]> record) throws UnreadableRecordException {
    String key = record.key() == null ? "" : new String(record.key(), UTF_8);
    if (key.indexOf('/') < 0) {
      throw new UnreadableRecordException("The key is not a model's name, a slash and a slot.");
    }
    return record.value() != null
        && key.startsWith(keyPrefix)
        && SLOT.matcher(key.substring(keyPrefix.length())).matches();
  }
}
