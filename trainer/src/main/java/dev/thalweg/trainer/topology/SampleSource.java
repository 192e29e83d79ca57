package dev.thalweg.trainer.topology;

/** Where Kafka Streams takes the samples from that it hands to a task. */
@FunctionalInterface
interface SampleSource {
  /** Makes this offset the next one that is handed out. */
  void goOnAt(int partition, long offset);

  /** Fetches nothing more of a partition until it is released. */
  default void hold(int partition) {}

  /** Fetches again what was held. */
  default void release(int partition) {}

  /** Runs something once what this thread has done is committed. */
  default void afterCommit(Runnable action) {
    action.run();
  }
}
