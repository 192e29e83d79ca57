package dev.thalweg.scorer.delivery;

import dev.thalweg.topics.StopSwitch;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Collection;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An image's offset is committed only after all that was made of it is acknowledged. One batch is
 * in flight while the next is scored.
 */
final class AtLeastOnce implements Delivery {
  private static final Logger LOG = LoggerFactory.getLogger(AtLeastOnce.class);
  private static final Duration SLICE = Duration.ofMillis(50);

  /** What is in flight is acknowledged by then: without new records it is settled. */
  private static final Duration IN_FLIGHT = Duration.ofMillis(5);

  // Together they are what finish() promises.
  private static final Duration ACKS_AT_STOP = Duration.ofSeconds(2);
  private static final Duration COMMIT_AT_STOP = Duration.ofSeconds(1);

  private static final Duration COMMIT_AT_REVOCATION = Duration.ofSeconds(5);

  private final OffsetCommits commits;
  private final StopSwitch stop;
  private final DeliveredCounts delivered = new DeliveredCounts();
  private SentBatch inFlight;

  AtLeastOnce(Consumer<byte[], byte[]> consumer, InstantSource clock, StopSwitch stop) {
    this.commits = new OffsetCommits(consumer, clock);
    this.stop = stop;
  }

  @Override
  public void start() {
    // There is nothing to be told.
  }

  @Override
  public Duration patience(Duration idle) {
    return inFlight == null || idle.compareTo(IN_FLIGHT) < 0 ? idle : IN_FLIGHT;
  }

  @Override
  public void deliver(ConsumerRecords<byte[], byte[]> records, Scoring scoring)
      throws InterruptedException {
    SentBatch next = records.isEmpty() ? null : score(records, scoring);
    if (settle()) {
      inFlight = next;
      commits.commitInPassing();
    }
  }

  private static SentBatch score(ConsumerRecords<byte[], byte[]> records, Scoring scoring) {
    try {
      return scoring.score(records);
    } catch (InterruptException e) {
      throw e;
    } catch (KafkaException e) {
      throw ScorerFailure.unwritten(e);
    }
  }

  /**
   * Waits for the batch in flight, as long as its producer tries.
   *
   * @return false when the loop is stopping and the broker is too slow for that; what is not
   *     acknowledged is scored again after the next start
   */
  private boolean settle() throws InterruptedException {
    if (inFlight == null) {
      return true;
    }
    while (!inFlight.await(SLICE)) {
      if (stop.isOverdue(ACKS_AT_STOP)) {
        LOG.warn("The last predictions were not acknowledged in time; they will be repeated.");
        return false;
      }
    }
    delivered.add(inFlight);
    commits.add(inFlight.nextOffsets());
    inFlight = null;
    return true;
  }

  @Override
  public void revoked(Collection<TopicPartition> partitions) throws InterruptedException {
    boolean unused = settle();
    commits.commitNow(COMMIT_AT_REVOCATION);
    commits.forget(partitions);
  }

  @Override
  public void lost(Collection<TopicPartition> partitions) throws InterruptedException {
    boolean unused = settle();
    commits.forget(partitions);
  }

  @Override
  public void finish() throws InterruptedException {
    boolean unused = settle(); // what came before is acknowledged in either case
    commits.commitNow(COMMIT_AT_STOP);
  }

  @Override
  public DeliveredCounts delivered() {
    return delivered;
  }
}
