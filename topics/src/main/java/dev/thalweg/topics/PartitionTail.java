package dev.thalweg.topics;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.function.BooleanSupplier;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;

/**
 * One partition, read backwards from its end until enough was seen, then forwards; so that what it
 * takes to start depends on how far back the wanted record lies, not on how long the history is.
 * Confined to one thread.
 */
public final class PartitionTail {
  /** How long a poll waits for records. */
  public static final Duration POLL = Duration.ofMillis(100);

  /** A window that makes no headway for so many polls is given up, and the end looked up again. */
  private static final int IDLE_POLLS_MAX = 50;

  private final Consumer<byte[], byte[]> consumer;
  private final TopicPartition partition;
  private final CountDownLatch stop;

  /**
   * @param consumer with isolation level read_committed and no group; the caller closes it
   * @param stop at zero, ends a search early
   */
  public PartitionTail(Consumer<byte[], byte[]> consumer, String topic, CountDownLatch stop) {
    this.consumer = consumer;
    this.partition = new TopicPartition(topic, 0);
    this.stop = stop;
    consumer.assign(List.of(partition));
    consumer.seek(partition, 0); // a position to come back to; nothing is fetched before a poll
  }

  /**
   * Reads windows that go back from the end until one has brought enough, and stands at the end
   * then. Within a window records come in order.
   *
   * <p>It steps back from the end (with read_committed, of the last decided transaction), by 2, 4,
   * 8 ... offsets, because offsets are also taken by transaction markers (the trainer leaves one
   * behind each snapshot) and by what compaction has removed. So it reads at most about twice as
   * far back as the wanted record lies, and every record once, however long the topic is.
   *
   * @return false when it was stopped or the topic changed under it; then it is to be called again
   */
  public boolean searchBack(
      java.util.function.Consumer<ConsumerRecord<byte[], byte[]>> reader, BooleanSupplier enough) {
    long beginning = beginning();
    long end = end();
    long until = end;
    for (long back = 2; !enough.getAsBoolean() && until > beginning; back *= 2) {
      long from = Math.max(beginning, end - back);
      if (!readWindow(from, until, reader)) {
        return false;
      }
      until = from;
    }
    consumer.seek(partition, end);
    return true;
  }

  private boolean readWindow(
      long from, long until, java.util.function.Consumer<ConsumerRecord<byte[], byte[]>> reader) {
    consumer.seek(partition, from);
    long position = from;
    for (int idle = 0; position < until; ) {
      for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
        if (record.offset() < until) {
          reader.accept(record);
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

  /** Goes back to the first record that there is. */
  public void toBeginning() {
    consumer.seek(partition, beginning());
  }

  /**
   * Hands over what there is from here to the present end, or until it is enough. A record that
   * could not be taken, because the reader threw, comes again the next time.
   */
  public void readOn(
      java.util.function.Consumer<ConsumerRecord<byte[], byte[]>> reader, BooleanSupplier enough) {
    long end = end();
    while (consumer.position(partition) < end && !enough.getAsBoolean() && stop.getCount() > 0) {
      for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
        try {
          reader.accept(record);
        } catch (RuntimeException e) {
          consumer.seek(partition, record.offset());
          throw e;
        }
      }
    }
  }

  /** What comes next; waits for it at most this long. */
  public Iterable<ConsumerRecord<byte[], byte[]>> next(Duration timeout) {
    return consumer.poll(timeout);
  }

  /**
   * The record at an offset, by one seek; then it goes on where it was. Empty when there is none:
   * compaction or retention has removed it, or the end (of the last decided transaction) lies
   * before it.
   */
  public Optional<ConsumerRecord<byte[], byte[]>> at(long offset) {
    if (offset < beginning() || offset >= end()) {
      return Optional.empty();
    }
    long back = consumer.position(partition);
    consumer.seek(partition, offset);
    try {
      for (int polls = 0; polls < IDLE_POLLS_MAX && stop.getCount() > 0; polls++) {
        for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
          return Optional.of(record).filter(found -> found.offset() == offset);
        }
        if (consumer.position(partition) > offset) {
          break; // past a gap or a marker
        }
      }
      return Optional.empty();
    } finally {
      consumer.seek(partition, back);
    }
  }

  private long beginning() {
    return consumer.beginningOffsets(List.of(partition)).get(partition);
  }

  private long end() {
    return consumer.endOffsets(List.of(partition)).get(partition);
  }
}
