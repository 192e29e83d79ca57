package dev.thalweg.trainer;

import dev.thalweg.topics.setting.InstanceTransactions;
import dev.thalweg.trainer.topology.CommittedProducer;
import dev.thalweg.trainer.topology.HeldConsumer;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.Configurable;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.streams.KafkaClientSupplier;
import org.apache.kafka.streams.StreamsConfig;

/**
 * Kafka's own clients for Kafka Streams, except for what it polls and commits by, and for the
 * {@linkplain InstanceTransactions names of the transactions}.
 *
 * <p>Public only because Streams makes it, by {@link StreamsConfig#DEFAULT_CLIENT_SUPPLIER_CONFIG}.
 */
public final class TrainerClients implements KafkaClientSupplier, Configurable {
  private InstanceTransactions transactions;

  /** Called by Streams with all of its own settings. */
  @Override
  public void configure(Map<String, ?> settings) {
    transactions = InstanceTransactions.of(settings);
  }

  /** The settings of Streams with the instance's name in the place of the process id. */
  Map<String, Object> producerSettings(Map<String, Object> settings) {
    return transactions.named(settings);
  }

  @Override
  public Producer<byte[], byte[]> getProducer(Map<String, Object> settings) {
    return new CommittedProducer(producerSettings(settings));
  }

  @Override
  public Admin getAdmin(Map<String, Object> settings) {
    return Admin.create(settings);
  }

  @Override
  public Consumer<byte[], byte[]> getConsumer(Map<String, Object> settings) {
    return new HeldConsumer(settings);
  }

  @Override
  public Consumer<byte[], byte[]> getRestoreConsumer(Map<String, Object> settings) {
    return consumer(settings);
  }

  @Override
  public Consumer<byte[], byte[]> getGlobalConsumer(Map<String, Object> settings) {
    return consumer(settings);
  }

  private static Consumer<byte[], byte[]> consumer(Map<String, Object> settings) {
    return new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer());
  }
}
