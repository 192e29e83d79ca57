package dev.thalweg.scorer.delivery;

import dev.thalweg.topics.ClientFailure;
import dev.thalweg.topics.StopSwitch;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.errors.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Predictions, dead letters and the offsets of their images in one transaction (KIP-98, and KIP-447
 * for the group's metadata, by which a scorer that has lost its partitions can't commit).
 *
 * <p>A transaction holds one poll: a lone image is not kept waiting for others. Only where polls
 * are full, which says that there is a backlog, it holds up to {@value #POLLS_MAX} of them, because
 * a commit costs the broker some milliseconds however much is in it; fewer where they take longer
 * than {@value #OPEN_MS_MAX} ms.
 *
 * <p>A transaction that fails is aborted, and its images are read again from the committed offsets.
 * A scorer that is fenced, because another has its name, ends.
 */
final class ExactlyOnce implements Delivery {
  private static final Logger LOG = LoggerFactory.getLogger(ExactlyOnce.class);

  static final int POLLS_MAX = 32;

  /** After that the poll at hand is the last one, far from any transaction's timeout. */
  static final long OPEN_MS_MAX = 200;

  /** In a row; after as many the cause will not go by itself. */
  static final int ABORTS_MAX = 8;

  private static final int ATTEMPTS_MAX = 3;
  private static final Duration PAUSE = Duration.ofMillis(100);
  private static final Duration REWIND_TIMEOUT = Duration.ofSeconds(5);

  private final Consumer<byte[], byte[]> consumer;
  private final Producer<byte[], byte[]> producer;
  private final int fullPoll;
  private final InstantSource clock;
  private final StopSwitch stop;
  private final DeliveredCounts delivered = new DeliveredCounts();
  private final List<SentBatch> batches = new ArrayList<>();
  private boolean open;
  private long openedMs;
  private boolean mustRewind;
  private int aborts;

  /**
   * Both clients stay the caller's.
   *
   * @param producer with a transactional id
   * @param fullPoll so many records say that more are waiting
   */
  ExactlyOnce(
      Consumer<byte[], byte[]> consumer,
      Producer<byte[], byte[]> producer,
      int fullPoll,
      InstantSource clock,
      StopSwitch stop) {
    this.consumer = consumer;
    this.producer = producer;
    this.fullPoll = fullPoll;
    this.clock = clock;
    this.stop = stop;
  }

  /** Fences the process that had this name before, and ends its transaction. */
  @Override
  public void start() {
    request(producer::initTransactions);
  }

  @Override
  public Duration patience(Duration idle) {
    return open ? Duration.ZERO : idle;
  }

  @Override
  public void deliver(ConsumerRecords<byte[], byte[]> records, Scoring scoring)
      throws InterruptedException {
    if (mustRewind) {
      rewind(); // these records are read again after those that they follow
      return;
    }
    try {
      if (!records.isEmpty()) {
        begin();
        batches.add(scoring.score(records));
      }
      if (open && (records.count() < fullPoll || isLongEnough())) {
        commit();
      }
    } catch (KafkaException e) {
      abort(e);
    }
  }

  private boolean isLongEnough() {
    return batches.size() == POLLS_MAX || clock.millis() - openedMs >= OPEN_MS_MAX;
  }

  private void begin() {
    if (!open) {
      producer.beginTransaction();
      open = true;
      openedMs = clock.millis();
    }
  }

  private void commit() {
    Map<TopicPartition, OffsetAndMetadata> offsets = new HashMap<>();
    batches.forEach(batch -> offsets.putAll(batch.nextOffsets())); // the later ones win
    request(() -> producer.sendOffsetsToTransaction(offsets, consumer.groupMetadata()));
    request(producer::commitTransaction);
    open = false;
    aborts = 0;
    batches.forEach(delivered::add);
    batches.clear();
  }

  /** One that was not answered in time may have been carried out; it can only be asked again. */
  private void request(Runnable transactional) {
    for (int attempt = 1; ; attempt++) {
      try {
        transactional.run();
        return;
      } catch (TimeoutException e) {
        if (attempt == ATTEMPTS_MAX || stop.isThrown()) {
          throw ScorerFailure.unwritten(e);
        }
        LOG.warn("The broker is slow to answer: {}", e.getMessage());
      }
    }
  }

  private void abort(KafkaException cause) throws InterruptedException {
    if (cause instanceof AuthorizationException) {
      throw ScorerFailure.unwritten(cause);
    }
    if (cause instanceof InterruptException || ClientFailure.isFinal(cause)) {
      throw cause;
    }
    LOG.warn("The examples of a transaction are scored again, it failed: {}", cause.getMessage());
    batches.clear();
    mustRewind = true;
    if (open) {
      open = false;
      request(producer::abortTransaction); // throws when the failure is one for good
    }
    aborts++;
    if (aborts == ABORTS_MAX) {
      throw ScorerFailure.unwritten(cause);
    }
    boolean unused = stop.await(PAUSE.multipliedBy(aborts));
  }

  /** To the committed offsets, or where there are none to where a new group begins. */
  private void rewind() {
    Set<TopicPartition> assigned = consumer.assignment();
    try {
      Map<TopicPartition, OffsetAndMetadata> committed =
          consumer.committed(assigned, REWIND_TIMEOUT);
      for (TopicPartition partition : assigned) {
        OffsetAndMetadata offset = committed.get(partition);
        if (offset == null) {
          consumer.seekToBeginning(List.of(partition));
        } else {
          consumer.seek(partition, offset);
        }
      }
      mustRewind = false;
    } catch (RetriableException e) {
      LOG.warn("The committed offsets can't be read just now: {}", e.getMessage());
    }
  }

  @Override
  public void revoked(Collection<TopicPartition> partitions) throws InterruptedException {
    if (open) {
      try {
        commit();
      } catch (KafkaException e) {
        abort(e);
      }
    }
  }

  @Override
  public void lost(Collection<TopicPartition> partitions) throws InterruptedException {
    if (open) {
      abort(new KafkaException("its partitions are another scorer's by now"));
    }
  }

  @Override
  public void finish() throws InterruptedException {
    if (open) {
      try {
        commit();
      } catch (KafkaException e) {
        abort(e);
      }
    }
  }

  @Override
  public DeliveredCounts delivered() {
    return delivered;
  }
}
