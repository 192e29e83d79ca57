package dev.thalweg.trainer;

import dev.thalweg.trainer.topology.CommittedProducer;
import dev.thalweg.trainer.topology.HeldConsumer;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.Configurable;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.streams.KafkaClientSupplier;
import org.apache.kafka.streams.StreamsConfig;

/**
 * Kafka's own clients for Kafka Streams, except for the name of the transactions: it stays the same
 * when a trainer is started again.
 *
 * <p>Streams puts a random process id into {@code transactional.id} where no store is on disk, and
 * so a trainer that was killed leaves a transaction that only the broker's timeout ends. Until then
 * its offsets can't be asked for, if they were under way, and nobody reads on in {@code training}
 * and {@code snapshots}. Under its old name the new process ends that transaction by its first
 * request. Two processes of one name fence each other, as their static membership has it too.
 *
 * <p>Public only because Streams makes it, by {@link StreamsConfig#DEFAULT_CLIENT_SUPPLIER_CONFIG}.
 */
public final class TrainerClients implements KafkaClientSupplier, Configurable {
  private String transactionalIdPrefix;

  /** Called by Streams with all of its own settings. */
  @Override
  public void configure(Map<String, ?> settings) {
    transactionalIdPrefix =
        settings.get(StreamsConfig.APPLICATION_ID_CONFIG)
            + "-"
            + settings.get(
                StreamsConfig.mainConsumerPrefix(ConsumerConfig.GROUP_INSTANCE_ID_CONFIG));
  }

  /** The settings of Streams with the instance's name in the place of the process id. */
  Map<String, Object> producerSettings(Map<String, Object> settings) {
    String streams = (String) settings.get(ProducerConfig.TRANSACTIONAL_ID_CONFIG);
    Map<String, Object> named = new HashMap<>(settings);
    // What follows the last dash is the number of the stream thread.
    named.put(
        ProducerConfig.TRANSACTIONAL_ID_CONFIG,
        transactionalIdPrefix + streams.substring(streams.lastIndexOf('-')));
    return named;
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
