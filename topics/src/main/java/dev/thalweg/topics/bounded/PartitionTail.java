package dev.thalweg.topics.bounded;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
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
  public static final Duration POLL = BoundedRead.POLL;

  /** The first look back, where the wanted record is likely to be the last. */
  private static final long FIRST_LOOK = 2;

  private final Consumer<byte[], byte[]> consumer;
  private final TopicPartition partition;
  private final BoundedRead bounded;

  /**
   * @param consumer with isolation level read_committed and no group; the caller closes it
   * @param abandoned asked between polls; ends a search or a read early when it is true
   */
  public PartitionTail(Consumer<byte[], byte[]> consumer, String topic, BooleanSupplier abandoned) {
    this(consumer, new TopicPartition(topic, 0), abandoned);
  }

  /** The same of any partition. */
  public PartitionTail(
      Consumer<byte[], byte[]> consumer, TopicPartition partition, BooleanSupplier abandoned) {
    this.consumer = consumer;
    this.partition = partition;
    this.bounded = new BoundedRead(consumer, abandoned);
    consumer.assign(List.of(partition));
    consumer.seek(partition, 0); // a position to come back to; nothing is fetched before a poll
  }

  /** As {@link #searchBack(long, java.util.function.Consumer, BooleanSupplier)}, from 2 on. */
  public boolean searchBack(
      java.util.function.Consumer<ConsumerRecord<byte[], byte[]>> reader, BooleanSupplier enough) {
    return searchBack(FIRST_LOOK, reader, enough);
  }

  /**
   * Reads windows that go back from the end until one has brought enough, and stands at the end
   * then. Within a window records come in order.
   *
   * <p>It steps back from the end (with read_committed, of the last decided transaction), each time
   * twice as far, because offsets are also taken by transaction markers (the trainer leaves one
   * behind each snapshot) and by what compaction has removed. So it reads at most about twice as
   * far back as the wanted record lies, and every record once, however long the topic is.
   *
   * @param look how many offsets the first window has
   * @return false when it was abandoned; then it is to be called again
   * @throws StalledReadException when it can't be read on
   */
  public boolean searchBack(
      long look,
      java.util.function.Consumer<ConsumerRecord<byte[], byte[]>> reader,
      BooleanSupplier enough) {
    long beginning = beginning();
    long end = end();
    long until = end;
    for (long back = look; !enough.getAsBoolean() && until > beginning; back *= 2) {
      long from = Math.max(beginning, end - back);
      if (!bounded.read(partition, from, until, reader)) {
        return false;
      }
      until = from;
    }
    consumer.seek(partition, end);
    return true;
  }

  /** Goes back to the first record that there is. */
  public void toBeginning() {
    consumer.seek(partition, beginning());
  }

  /**
   * Hands over what there is from here to the present end. A record that could not be taken,
   * because the reader threw, comes again the next time.
   *
   * @return false when it was abandoned; the next call goes on
   * @throws StalledReadException when it can't be read on
   */
  public boolean readOn(java.util.function.Consumer<ConsumerRecord<byte[], byte[]>> reader) {
    return bounded.read(Map.of(partition, end()), reader);
  }

  /**
   * Hands over the records in [from, to) that there still are, in order; then it goes on where it
   * was.
   *
   * @return false when it was abandoned
   * @throws StalledReadException when it can't be read
   */
  public boolean read(
      long from, long to, java.util.function.Consumer<ConsumerRecord<byte[], byte[]>> reader) {
    long back = consumer.position(partition);
    try {
      return bounded.read(partition, Math.max(from, beginning()), to, reader);
    } finally {
      consumer.seek(partition, back);
    }
  }

  /** What comes next; waits for it at most this long. */
  public Iterable<ConsumerRecord<byte[], byte[]>> next(Duration timeout) {
    return consumer.poll(timeout);
  }

  /** Whether there is nothing more to read just now. */
  public boolean isAtEnd() {
    return consumer.position(partition) >= end();
  }

  /**
   * The record at an offset, by one seek; then it goes on where it was. Empty when there is none:
   * compaction or retention has removed it, or the end (of the last decided transaction) lies
   * before it; or it was abandoned.
   *
   * @throws StalledReadException when it can't be read
   */
  public Optional<ConsumerRecord<byte[], byte[]>> at(long offset) {
    if (offset < beginning() || offset >= end()) {
      return Optional.empty();
    }
    long back = consumer.position(partition);
    AtomicReference<ConsumerRecord<byte[], byte[]>> found = new AtomicReference<>();
    try {
      boolean unused = bounded.read(partition, offset, offset + 1, found::set);
    } finally {
      consumer.seek(partition, back);
    }
    return Optional.ofNullable(found.get());
  }

  /** The offset of the first record that there is. */
  public long beginning() {
    return consumer.beginningOffsets(List.of(partition)).get(partition);
  }

  private long end() {
    return consumer.endOffsets(List.of(partition)).get(partition);
  }
}
