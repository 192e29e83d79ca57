package dev.thalweg.trainer.topology;

import dev.thalweg.topics.stepping.SkippedOffsets;
import dev.thalweg.topics.stepping.SteppingConsumer;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.streams.KafkaClientSupplier;

/**
 * Knows the consumer by which Kafka Streams polls samples, so that a task can set it to where its
 * state stands.
 *
 * <p>Streams itself does not always: a task whose state it thinks corrupted is thrown away together
 * with the records that were polled for it, and if a rebalance comes before it is revived, a new
 * task is made for a consumer that goes on behind them (4.3.1). Nothing would be learned then until
 * a further sample comes, however long that takes.
 */
public final class SourceConsumer implements KafkaClientSupplier, SampleSource {
  private final KafkaClientSupplier clients;
  private final String topic;
  private final SkippedOffsets skipped;

  /** Of the one stream thread, which is the one that starts its tasks too. */
  private volatile Consumer<byte[], byte[]> consumer;

  /**
   * Clients that know of what is stepped over.
   *
   * @param skipped is asked where a record of samples does not fit into memory
   */
  public SourceConsumer(KafkaClientSupplier clients, String topic, SkippedOffsets skipped) {
    this.clients = clients;
    this.topic = topic;
    this.skipped = skipped;
  }

  @Override
  public void goOnAt(int partition, long offset) {
    TopicPartition source = new TopicPartition(topic, partition);
    if (consumer.assignment().contains(source)) {
      consumer.seek(source, offset);
    }
  }

  @Override
  public Consumer<byte[], byte[]> getConsumer(Map<String, Object> config) {
    consumer = clients.getConsumer(config);
    if (consumer instanceof SteppingConsumer stepping) {
      stepping.steppingOver(skipped);
    }
    return consumer;
  }

  @Override
  public Consumer<byte[], byte[]> getRestoreConsumer(Map<String, Object> config) {
    return clients.getRestoreConsumer(config);
  }

  @Override
  public Consumer<byte[], byte[]> getGlobalConsumer(Map<String, Object> config) {
    return clients.getGlobalConsumer(config);
  }

  @Override
  public Producer<byte[], byte[]> getProducer(Map<String, Object> config) {
    return clients.getProducer(config);
  }

  @Override
  public Admin getAdmin(Map<String, Object> config) {
    return clients.getAdmin(config);
  }
}
