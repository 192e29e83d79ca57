package dev.thalweg.trainer.topology;

import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;

/** Where Kafka Streams takes the samples from that it hands to a task. */
@FunctionalInterface
interface SampleSource {
  /** Makes this offset the next one that is handed out. */
  void goOnAt(int partition, long offset);

  /** Fetches nothing more of a partition until it is released. */
  default void hold(int partition) {}

  /** Fetches again what was held. */
  default void release(int partition) {}

  /**
   * Takes the records that were polled together with the one at an offset and come after it, but
   * are not handed to a task by themselves. In the log nothing lies between them.
   */
  default List<ConsumerRecord<byte[], byte[]>> following(int partition, long offset) {
    return List.of();
  }

  /** Whether more of a partition waits, or was polled at last than a steady stream brings. */
  default boolean isBehind(int partition) {
    return false;
  }

  /** Whether {@link #beforeCommit} waits for a commit, and {@link #send} is there. */
  default boolean tellsOfCommits() {
    return false;
  }

  /**
   * Sends a record in the transaction that is about to be committed, from {@link #beforeCommit}
   * alone, where Kafka Streams takes none any more. If it can't be sent, the commit fails.
   */
  default void send(ProducerRecord<byte[], byte[]> record) {
    throw new UnsupportedOperationException("no commit is known of");
  }

  /**
   * Runs something, once, before what this thread does is next committed and as a part of it; at
   * once where nobody tells when that is.
   */
  default void beforeCommit(Runnable action) {
    action.run();
  }

  /** Runs something once what this thread has done is committed. */
  default void afterCommit(Runnable action) {
    action.run();
  }
}
