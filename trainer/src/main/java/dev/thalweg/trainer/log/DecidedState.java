package dev.thalweg.trainer.log;

import dev.thalweg.schemas.Connection;
import dev.thalweg.topics.KafkaClients;
import dev.thalweg.topics.bounded.OpenTransactions;
import dev.thalweg.topics.bounded.PartitionTail;
import dev.thalweg.topics.bounded.StalledReadException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.common.TopicPartition;

/**
 * The state that was committed last, once every transaction on it is decided.
 *
 * <p>Kafka Streams may restore an older one: the mark that a transaction is committed reaches the
 * offsets' partition and that of the changelog one after the other, and who reads between the two
 * finds new offsets beside an old state.
 */
public final class DecidedState {
  private static final Duration ANSWER = Duration.ofSeconds(30);

  private DecidedState() {}

  /**
   * Reads the last value of a changelog's partition; empty where there is none.
   *
   * @throws dev.thalweg.schemas.UserException when it can't be read
   */
  public static Optional<byte[]> read(Connection connection, TopicPartition changelog) {
    OpenTransactions.awaitDecided(connection, changelog);
    AtomicReference<byte[]> last = new AtomicReference<>();
    try (Consumer<byte[], byte[]> consumer = KafkaClients.aloneFromEarliest(connection, ANSWER)) {
      boolean unused =
          new PartitionTail(consumer, changelog, () -> false)
              .searchBack(record -> last.set(record.value()), () -> last.get() != null);
    } catch (StalledReadException e) {
      throw e.toUserException();
    }
    return Optional.ofNullable(last.get());
  }
}
