package dev.thalweg.trainer.topology;

import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;

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
