package dev.thalweg.topics.setting;

import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.producer.ProducerConfig;

/**
 * The names of the transactions of a Kafka Streams service, which stay the same when it is started
 * again.
 *
 * <p>Streams puts a random process id into {@code transactional.id} where no store is on disk, and
 * so a service that was killed leaves a transaction that only the broker's timeout ends. Until then
 * its offsets can't be asked for, if they were under way, and nobody reads on in what it writes.
 * Under its old name the new process ends that transaction by its first request. Two processes of
 * one name fence each other, as their static membership has it too.
 *
 * @param prefix the application's id and the instance's name in its group, with a dash between
 */
public record InstanceTransactions(String prefix) {
  private static final String APPLICATION_ID = "application.id";
  private static final String INSTANCE = "main.consumer.group.instance.id";

  /**
   * Those of the instance that these settings are of.
   *
   * @param streams under the names of Kafka Streams, which this module does not know
   */
  public static InstanceTransactions of(Map<?, ?> streams) {
    return new InstanceTransactions(streams.get(APPLICATION_ID) + "-" + streams.get(INSTANCE));
  }

  /** The settings that Streams has for a producer, with the instance's name in the process id's. */
  public Map<String, Object> named(Map<String, Object> settings) {
    String streams = (String) settings.get(ProducerConfig.TRANSACTIONAL_ID_CONFIG);
    Map<String, Object> named = new HashMap<>(settings);
    // What follows the last dash is the number of the stream thread.
    named.put(
        ProducerConfig.TRANSACTIONAL_ID_CONFIG,
        prefix + streams.substring(streams.lastIndexOf('-')));
    return named;
  }
}
