package dev.thalweg.scorer;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;

/**
 * What became of one poll's records: each leads to one send, and when all are acknowledged the
 * poll's offsets may be committed.
 */
final class SentBatch implements Callback {
  private final Map<TopicPartition, OffsetAndMetadata> nextOffsets;
  private final CountDownLatch outstanding;
  private final AtomicReference<Exception> failure = new AtomicReference<>();
  private long scored;
  private long refused;

  /**
   * @param records how many sends there will be
   * @param nextOffsets what to commit when all are acknowledged
   */
  SentBatch(int records, Map<TopicPartition, OffsetAndMetadata> nextOffsets) {
    this.outstanding = new CountDownLatch(records);
    this.nextOffsets = nextOffsets;
  }

  @Override
  public void onCompletion(RecordMetadata metadata, Exception exception) {
    if (exception != null) {
      failure.compareAndSet(null, exception);
    }
    outstanding.countDown();
  }

  /**
   * Waits until every send is acknowledged, at most this long.
   *
   * @return whether they are
   * @throws dev.thalweg.schemas.UserException when one was given up by the producer
   */
  boolean await(Duration timeout) throws InterruptedException {
    boolean done = outstanding.await(timeout.toNanos(), TimeUnit.NANOSECONDS);
    if (failure.get() != null) {
      throw ScorerFailure.unwritten(failure.get());
    }
    return done;
  }

  Map<TopicPartition, OffsetAndMetadata> nextOffsets() {
    return nextOffsets;
  }

  void countScored() {
    scored++;
  }

  void countRefused() {
    refused++;
  }

  long scored() {
    return scored;
  }

  long refused() {
    return refused;
  }
}
