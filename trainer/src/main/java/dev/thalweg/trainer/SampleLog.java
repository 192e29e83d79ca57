package dev.thalweg.trainer;

import java.util.OptionalLong;

/** The side reader's view of one partition of samples: the log is the pending store. */
public interface SampleLog extends AutoCloseable {

  /**
   * Kafka's id of the topic when this reader was opened; another one after the topic was deleted and
   * made again.
   */
  String topicId();

  /**
   * Asks whether the topic has another id by now; false when it has none, or the cluster does not
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

  /** Hands over the committed records in [from, to), in order. */
  void read(long from, long to, Reader reader);

  /** Takes a record. */
  interface Reader {
    void accept(long offset, byte[] key, byte[] value);
  }

  @Override
  void close();
}
