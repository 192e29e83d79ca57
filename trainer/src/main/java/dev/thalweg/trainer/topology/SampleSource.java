package dev.thalweg.trainer.topology;

/** Where Kafka Streams takes the samples from that it hands to a task. */
@FunctionalInterface
interface SampleSource {
  /** Makes this offset the next one that is handed out. */
  void goOnAt(int partition, long offset);
}
