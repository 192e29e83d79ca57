package dev.thalweg.trainer.log;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.thalweg.model.state.FlatState;
import dev.thalweg.schemas.Connection;
import dev.thalweg.schemas.UserException;
import dev.thalweg.topics.KafkaClients;
import dev.thalweg.topics.bounded.OpenTransactions;
import dev.thalweg.topics.bounded.PartitionTail;
import dev.thalweg.topics.bounded.StalledReadException;
import dev.thalweg.topics.parts.Parts;
import dev.thalweg.topics.parts.PartsBefore;
import dev.thalweg.topics.parts.PartsBefore.Outcome;
import dev.thalweg.topics.parts.Sha256;
import dev.thalweg.trainer.fold.StateParts;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;

/**
 * The state that was committed last, once every transaction on it is decided.
 *
 * <p>Kafka Streams may restore an older one: the mark that a transaction is committed reaches the
 * offsets' partition and that of the changelog one after the other, and who reads between the two
 * finds new offsets beside an old state.
 */
public final class DecidedState implements LoggedState {
  private static final Duration ANSWER = Duration.ofSeconds(30);
  private static final byte[] KEY = StateKeys.STATE.getBytes(UTF_8);

  private final Connection connection;
  private final TopicPartition changelog;
  private final ConsumerRecord<byte[], byte[]> record;

  private DecidedState(
      Connection connection, TopicPartition changelog, ConsumerRecord<byte[], byte[]> record) {
    this.connection = connection;
    this.changelog = changelog;
    this.record = record;
  }

  /**
   * Reads the last value of a changelog's partition; empty where there is none.
   *
   * @throws UserException when it can't be read
   */
  public static Optional<LoggedState> read(Connection connection, TopicPartition changelog) {
    OpenTransactions.awaitDecided(connection, changelog);
    return readCommitted(connection, changelog);
  }

  /** The same of what is decided already. */
  public static Optional<LoggedState> readCommitted(
      Connection connection, TopicPartition changelog) {
    AtomicReference<ConsumerRecord<byte[], byte[]>> last = new AtomicReference<>();
    boolean unused =
        reading(
            connection,
            changelog,
            tail ->
                tail.searchBack(
                    record -> {
                      if (Arrays.equals(record.key(), KEY)) {
                        last.set(record);
                      }
                    },
                    () -> last.get() != null));
    return Optional.ofNullable(last.get())
        .map(record -> new DecidedState(connection, changelog, record));
  }

  private static <T> T reading(
      Connection connection, TopicPartition changelog, Function<PartitionTail, T> reader) {
    try (Consumer<byte[], byte[]> consumer = KafkaClients.aloneFromEarliest(connection, ANSWER)) {
      return reader.apply(new PartitionTail(consumer, changelog, () -> false));
    } catch (StalledReadException e) {
      throw e.toUserException();
    }
  }

  @Override
  public byte[] value() {
    return record.value();
  }

  @Override
  public void read(StateParts parts, FlatState target) {
    if (parts.bytes() != target.size() || parts.count() != Parts.count(parts.bytes())) {
      throw notWhole(
          "It has %d bytes in %d parts, and %d are needed."
              .formatted(parts.bytes(), parts.count(), target.size()));
    }
    Filling filling = new Filling(parts, target);
    Outcome outcome =
        reading(
            connection,
            changelog,
            tail ->
                PartsBefore.read(
                    tail, record.offset(), parts.count(), DecidedState::partOf, filling::take));
    if (outcome != Outcome.WHOLE) {
      throw notWhole("A part is missing.");
    }
    if (!filling.sha256().equals(parts.sha256())) {
      throw notWhole("Its parts do not match its sha256.");
    }
  }

  private UserException notWhole(String why) {
    return new UserException(
        ("The trainer's state at offset %d of %s is damaged. %s To begin anew, use another"
                + " --pipeline.")
            .formatted(record.offset(), changelog, why));
  }

  private static OptionalInt partOf(ConsumerRecord<byte[], byte[]> record) {
    OptionalInt part = StateKeys.partOf(record.key());
    return part.isPresent() && record.value() == null ? OptionalInt.of(-1) : part;
  }

  /** Puts parts in their places. */
  private static final class Filling {
    private final StateParts parts;
    private final FlatState target;
    private Sha256 digest = new Sha256();

    Filling(StateParts parts, FlatState target) {
      this.parts = parts;
      this.target = target;
    }

    void take(int part, ConsumerRecord<byte[], byte[]> record) {
      if (part == 0) {
        digest = new Sha256();
      }
      digest.update(ByteBuffer.wrap(record.value()));
      if (part < parts.count() && record.value().length == Parts.length(part, parts.bytes())) {
        target.put((long) part * Parts.BYTES, ByteBuffer.wrap(record.value()));
      }
    }

    String sha256() {
      return digest.hex();
    }
  }
}
