package dev.thalweg.ingest;

import dev.thalweg.schemas.Connection;
import dev.thalweg.schemas.PipelineTopic;
import dev.thalweg.schemas.UserException;
import dev.thalweg.schemas.provenance.Provenance;
import dev.thalweg.topics.KafkaClients;
import dev.thalweg.topics.bounded.PartitionTail;
import dev.thalweg.topics.bounded.StalledReadException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.common.TopicPartition;

/**
 * By which mapping the samples were made that a pipeline has. Those of two mappings in one log
 * would be numbers of different meanings, and nobody could tell them apart.
 */
final class EarlierMapping {
  private static final Duration ANSWER = Duration.ofSeconds(30);

  private EarlierMapping() {}

  /**
   * Checks the last sample of each partition.
   *
   * @throws UserException if one was made by another mapping, or by none
   */
  static void requireSame(IngestConfig config, int partitions) {
    String topic = config.pipeline().topic(PipelineTopic.SAMPLES);
    for (int partition = 0; partition < partitions; partition++) {
      Last last = last(config.connection(), new TopicPartition(topic, partition));
      if (last != null && !last.mapping().equals(Optional.of(config.mapping().sha256()))) {
        throw new UserException(
            ("The samples of %s were made by %s, and this one is %s: numbers of two meanings would"
                    + " be learned as one. Use the earlier mapping, or another \"pipeline\" in this"
                    + " one.")
                .formatted(
                    config.pipeline().name(),
                    last.mapping().map(EarlierMapping::named).orElse("no mapping"),
                    named(config.mapping().sha256())));
      }
    }
  }

  private static String named(String sha256) {
    return "the mapping " + sha256.substring(0, 12);
  }

  private record Last(Optional<String> mapping) {}

  /** Null where there is none. Directives to the learner are passed. */
  private static Last last(Connection connection, TopicPartition partition) {
    AtomicReference<Last> last = new AtomicReference<>();
    try (Consumer<byte[], byte[]> consumer = KafkaClients.aloneFromEarliest(connection, ANSWER)) {
      boolean unused =
          new PartitionTail(consumer, partition, () -> false)
              .searchBack(
                  record -> {
                    if (record.value() != null) {
                      last.set(new Last(Provenance.in(record.headers()).map(Provenance::mapping)));
                    }
                  },
                  () -> last.get() != null);
    } catch (StalledReadException e) {
      throw e.toUserException();
    }
    return last.get();
  }
}
