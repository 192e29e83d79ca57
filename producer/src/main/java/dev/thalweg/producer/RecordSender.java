package dev.thalweg.producer;

import dev.thalweg.schemas.UserException;
import dev.thalweg.topics.ClientFailure;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InterruptException;

/**
 * Hands records to Kafka and keeps count of what became of them. The memory in flight is bounded by
 * the producer's {@code buffer.memory}, the wait by its timeouts. One thread sends; Kafka's own
 * thread reports.
 */
final class RecordSender {
  /** The index of records that are not counted, such as labels. */
  static final long UNCOUNTED = -1;

  private final Producer<byte[], byte[]> producer;
  private final StreamFigures figures;
  private final AtomicLong firstFailedIndex = new AtomicLong(Long.MAX_VALUE);
  private final AtomicReference<Failure> failure = new AtomicReference<>();

  private record Failure(String topic, String id, Exception cause) {}

  /**
   * @param figures are told what became of each record
   */
  RecordSender(Producer<byte[], byte[]> producer, StreamFigures figures) {
    this.producer = producer;
    this.figures = figures;
  }

  /**
   * Sends one record; returns when it is in the producer's buffer. After a failure nothing is sent.
   *
   * @param index in the stream, or {@link #UNCOUNTED}
   */
  @SuppressWarnings("FutureReturnValueIgnored") // the callback hears of it
  void send(String topic, String id, byte[] value, long index) {
    byte[] key = id.getBytes(StandardCharsets.UTF_8);
    try {
      producer.send(
          new ProducerRecord<>(topic, key, value),
          (metadata, error) -> {
            if (error != null) {
              failed(new Failure(topic, id, error), index);
            } else {
              figures.countAcknowledged(index != UNCOUNTED);
            }
          });
    } catch (InterruptException e) {
      throw e;
    } catch (IllegalStateException | KafkaException e) { // closed, before it or while it waits
      failed(new Failure(topic, id, e), index);
    }
  }

  /**
   * Drops, on Kafka's own thread, what is behind the first record that failed: were it sent, the
   * topic would have a gap, which a stream that is resumed does not see.
   */
  private void failed(Failure cause, long index) {
    figures.countFailed();
    if (index != UNCOUNTED) {
      firstFailedIndex.accumulateAndGet(index, Math::min);
    }
    if (failure.compareAndSet(null, cause)) {
      producer.close(Duration.ZERO);
    }
  }

  /** How many counted records are acknowledged so far. */
  long acknowledged() {
    return figures.acknowledged();
  }

  /** Whether Kafka refused a record, or did not take it in time. */
  boolean hasFailed() {
    return failure.get() != null;
  }

  /** The smallest index that failed; {@code otherwise} when none did. Settled after finishing. */
  long firstFailedIndexOr(long otherwise) {
    return Math.min(firstFailedIndex.get(), otherwise);
  }

  /** Waits until every record is acknowledged or has failed: at most the delivery timeout. */
  void flush() {
    producer.flush();
  }

  /** Closes the producer; what is not acknowledged within the time fails. */
  void close(Duration timeout) {
    producer.close(timeout);
  }

  /** What people are told when Kafka did not take a record. */
  UserException failure(long sent, long nextIndex) {
    Failure first = failure.get();
    if (ClientFailure.isFinal(first.cause())) {
      return ClientFailure.unwritten(
          "%d of %d records sent are acknowledged, and %s can't be written; go on at index %d, when it can"
              .formatted(acknowledged(), sent, first.topic(), nextIndex),
          first.cause());
    }
    return new UserException(
        "Kafka did not take %s of topic %s (%s): %d of %d records sent are acknowledged; check the"
                .formatted(first.id(), first.topic(), reason(first.cause()), acknowledged(), sent)
            + " broker and the topic, then go on at index %d.".formatted(nextIndex),
        first.cause());
  }

  private static String reason(Exception cause) {
    String message = cause.getMessage() == null ? cause.toString() : cause.getMessage();
    String line = message.lines().findFirst().orElse("");
    return line.endsWith(".") ? line.substring(0, line.length() - 1) : line;
  }
}
