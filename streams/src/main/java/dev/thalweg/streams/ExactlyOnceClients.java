package dev.thalweg.streams;

import dev.thalweg.topics.setting.InstanceTransactions;
import dev.thalweg.topics.stepping.SkippedOffsets;
import dev.thalweg.topics.stepping.SteppingConsumer;
import java.util.Map;
import java.util.Properties;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.streams.KafkaClientSupplier;

/**
 * The clients of Kafka Streams, with two differences: its transactions keep {@linkplain
 * InstanceTransactions their names}, and where Streams would revive a task whose commit has timed
 * out, its thread ends, and the {@link StreamsService} begins another.
 *
 * <p>A thread begins at what is committed. A task that Streams (4.3.1) revives does not: the
 * rebalance that follows commits the place of its consumer, which is behind records that were
 * fetched and never processed.
 */
public class ExactlyOnceClients implements KafkaClientSupplier {
  private static final String REVIVED = "Active tasks corrupted";

  private final SkippedOffsets skipped;
  private InstanceTransactions transactions;

  /**
   * @param skipped is asked where a record does not fit into memory
   */
  public ExactlyOnceClients(SkippedOffsets skipped) {
    this.skipped = skipped;
  }

  /** Takes the names from the settings of Streams, before it asks for a client. */
  void nameTransactions(Properties settings) {
    transactions = InstanceTransactions.of(settings);
  }

  private static final class MainConsumer extends SteppingConsumer {
    MainConsumer(Map<String, Object> config) {
      super(config);
    }

    @Override
    public void enforceRebalance(String reason) {
      if (reason.equals(REVIVED)) {
        throw new UndecidedException("A task's state is not what is committed.", null);
      }
      super.enforceRebalance(reason);
    }
  }

  /** Whether a commit holds is not known; what is committed tells, when a thread begins anew. */
  static final class UndecidedException extends KafkaException {
    UndecidedException(String message, Throwable cause) {
      super(message, cause);
    }
  }

  @Override
  public Admin getAdmin(Map<String, Object> config) {
    return Admin.create(config);
  }

  @Override
  public Producer<byte[], byte[]> getProducer(Map<String, Object> config) {
    return new KafkaProducer<>(
        transactions.named(config), new ByteArraySerializer(), new ByteArraySerializer()) {
      @Override
      public void commitTransaction() {
        try {
          commit(super::commitTransaction);
        } catch (TimeoutException e) {
          throw new UndecidedException("A commit has timed out.", e);
        }
      }
    };
  }

  /** What a commit does. */
  protected void commit(Runnable commit) {
    commit.run();
  }

  @Override
  public Consumer<byte[], byte[]> getConsumer(Map<String, Object> config) {
    SteppingConsumer consumer = new MainConsumer(config);
    consumer.steppingOver(skipped);
    return consumer;
  }

  @Override
  public Consumer<byte[], byte[]> getRestoreConsumer(Map<String, Object> config) {
    return new KafkaConsumer<>(config, new ByteArrayDeserializer(), new ByteArrayDeserializer());
  }

  @Override
  public Consumer<byte[], byte[]> getGlobalConsumer(Map<String, Object> config) {
    return getRestoreConsumer(config);
  }
}
