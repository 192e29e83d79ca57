package dev.thalweg.trainer.log;

import dev.thalweg.schemas.Connection;
import dev.thalweg.schemas.Pipeline;
import java.time.Instant;
import java.util.OptionalLong;
import org.apache.kafka.common.header.Headers;

/** The side reader's view of one partition of samples: the log is the pending store. */
public interface SampleLog extends AutoCloseable {

  /** Opens a partition to read alone: without a group, so without a committed offset. */
  static SampleLog open(Connection connection, Pipeline pipeline, int partition) {
    return KafkaSampleLog.withoutGroup(connection, pipeline, partition);
  }

  /** A log that nothing was written to, and that nothing can be read back from. */
  static SampleLog empty() {
    return new EmptySampleLog();
  }

  /**
   * Kafka's id of the topic when this reader was opened; another one after the topic was deleted
   * and made again.
   */
  String topicId();

  /**
   * Asks whether the topic has another id now; false when it has none, or the cluster does not
   * answer.
   */
  boolean isMadeAgain();

  /** The first offset that is still there. */
  long beginningOffset();

  /** The offset after the last readable record. */
  long endOffset();

  /**
   * The offset that the trainer's group has committed; waits while a transaction that would move it
   * is undecided.
   */
  OptionalLong committedOffset();

  /**
   * The offset of the first record with this time or a later one, by what most of those around it
   * say: a single one with a wrong clock is not believed. Empty when there is none.
   */
  OptionalLong offsetAt(Instant time);

  /** Whether this offset is stepped over, by whoever folds the log. */
  default boolean isSkipped(long offset) {
    return false;
  }

  /**
   * Hands over the committed records in [from, to), in order, without those that are stepped over.
   *
   * @throws org.apache.kafka.common.errors.WakeupException after {@link #wakeup}
   * @throws dev.thalweg.schemas.UserException when it can't be read on
   */
  void read(long from, long to, Reader reader);

  /** Ends what another thread waits for here, or the next thing that one waits for. */
  void wakeup();

  /** Takes a record; its headers tell a directive from a sample. */
  interface Reader {
    void accept(long offset, byte[] key, byte[] value, Headers headers);
  }

  @Override
  void close();
}
