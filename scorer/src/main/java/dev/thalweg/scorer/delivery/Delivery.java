package dev.thalweg.scorer.delivery;

import java.time.Duration;
import java.util.Collection;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.common.TopicPartition;

/**
 * How what a poll brought and what was made of it belong together: the part of the scoring loop
 * that a {@link DeliveryGuarantee} decides. Confined to the loop's thread.
 */
public interface Delivery {
  /** Scores the records of one poll: sends, and does not wait for acknowledgements. */
  interface Scoring {
    SentBatch score(ConsumerRecords<byte[], byte[]> records);
  }

  /** Once, before the group is joined. */
  void start();

  /**
   * How long the next poll may wait.
   *
   * @param idle where nothing is owed
   */
  Duration patience(Duration idle);

  /** Has one poll's records scored, none perhaps, and settles what can be settled. */
  void deliver(ConsumerRecords<byte[], byte[]> records, Scoring scoring)
      throws InterruptedException;

  /** These partitions are somebody else's after this; called inside poll. */
  void revoked(Collection<TopicPartition> partitions) throws InterruptedException;

  /** These partitions are somebody else's already; called inside poll. */
  void lost(Collection<TopicPartition> partitions) throws InterruptedException;

  /** Settles what is owed, once, at the end; within 3 s, or for as long as nobody interrupts it. */
  void finish() throws InterruptedException;

  /** What is delivered so far; safe for any thread. */
  DeliveredCounts delivered();
}
