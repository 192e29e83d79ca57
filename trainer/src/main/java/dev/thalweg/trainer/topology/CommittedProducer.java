package dev.thalweg.trainer.topology;

import java.util.Map;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerGroupMetadata;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * A producer that tells when a transaction is about to be committed and when it is, and whose every
 * transaction is fenced by the group.
 *
 * <p>What fences a trainer that has lost its partitions are the offsets in its transaction. Where
 * nothing was consumed since the last one, Kafka Streams sends none: a learner that went on from a
 * merge with what it had held, after it stood still for so long that another has its partition,
 * would commit its state over the other's.
 */
public final class CommittedProducer extends KafkaProducer<byte[], byte[]> {
  private volatile Runnable flushing = () -> {};
  private volatile Runnable committed = () -> {};
  private volatile Consumer<Producer<byte[], byte[]>> fence = unfenced -> {};

  /** Whether the transaction that is open has offsets in it. */
  private boolean fenced;

  public CommittedProducer(Map<String, Object> settings) {
    super(settings, new ByteArraySerializer(), new ByteArraySerializer());
  }

  /** Runs this before every flush, which a commit begins with, on the thread that flushes. */
  void beforeFlushes(Runnable told) {
    flushing = told;
  }

  /** Runs this after every commit, on the thread that committed. */
  void afterCommits(Runnable told) {
    committed = told;
  }

  /** Has this send offsets, on the thread that commits, where the transaction has none. */
  void fencedBy(Consumer<Producer<byte[], byte[]>> sendingOffsets) {
    fence = sendingOffsets;
  }

  @Override
  public void beginTransaction() {
    super.beginTransaction();
    fenced = false;
  }

  @Override
  public void sendOffsetsToTransaction(
      Map<TopicPartition, OffsetAndMetadata> offsets, ConsumerGroupMetadata group) {
    super.sendOffsetsToTransaction(offsets, group);
    fenced |= !offsets.isEmpty();
  }

  @Override
  public void flush() {
    flushing.run();
    super.flush();
  }

  @Override
  public void commitTransaction() {
    if (!fenced) {
      fence.accept(this);
    }
    super.commitTransaction();
    committed.run();
  }
}
