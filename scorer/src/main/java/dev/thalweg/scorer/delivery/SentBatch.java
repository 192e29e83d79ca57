package dev.thalweg.scorer.delivery;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;

/**
 * What became of one poll's records: when every send that they led to is acknowledged, the poll's
 * offsets may be committed. Filled by one thread, told of acknowledgements by another.
 */
public final class SentBatch implements Callback {
  private final Producer<byte[], byte[]> producer;
  private final Map<TopicPartition, OffsetAndMetadata> nextOffsets;

  /** One more than there are sends without an answer, until it is complete. */
  private final AtomicInteger outstanding = new AtomicInteger(1);

  private final CountDownLatch acknowledged = new CountDownLatch(1);
  private final AtomicReference<Exception> failure = new AtomicReference<>();
  private long scored;
  private long refused;
  private long skipped;

  /**
   * An empty one; the producer stays the caller's.
   *
   * @param nextOffsets what to commit when all is acknowledged
   */
  public SentBatch(
      Producer<byte[], byte[]> producer, Map<TopicPartition, OffsetAndMetadata> nextOffsets) {
    this.producer = producer;
    this.nextOffsets = nextOffsets;
  }

  /**
   * Sends a record that belongs to it.
   *
   * @throws org.apache.kafka.common.KafkaException when the producer refuses it
   */
  public void send(ProducerRecord<byte[], byte[]> record) {
    outstanding.incrementAndGet();
    var unused = producer.send(record, this); // the callback is told all
  }

  /** Nothing more is sent. */
  public void complete() {
    countDown();
  }

  @Override
  public void onCompletion(RecordMetadata metadata, Exception exception) {
    if (exception != null) {
      failure.compareAndSet(null, exception);
    }
    countDown();
  }

  private void countDown() {
    if (outstanding.decrementAndGet() == 0) {
      acknowledged.countDown();
    }
  }

  /**
   * Waits until it is complete and every send is acknowledged, at most this long.
   *
   * @return whether they are
   * @throws dev.thalweg.schemas.UserException when one was given up by the producer
   */
  public boolean await(Duration timeout) throws InterruptedException {
    boolean done = acknowledged.await(timeout.toNanos(), TimeUnit.NANOSECONDS);
    if (failure.get() != null) {
      throw ScorerFailure.unwritten(failure.get());
    }
    return done;
  }

  Map<TopicPartition, OffsetAndMetadata> nextOffsets() {
    return nextOffsets;
  }

  public void countScored() {
    scored++;
  }

  public void countRefused() {
    refused++;
  }

  public void countSkipped(int predictions) {
    skipped += predictions;
  }

  public long scored() {
    return scored;
  }

  public long refused() {
    return refused;
  }

  public long skipped() {
    return skipped;
  }
}
