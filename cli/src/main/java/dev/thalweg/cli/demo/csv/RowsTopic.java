package dev.thalweg.cli.demo.csv;

import dev.thalweg.schemas.Connection;
import dev.thalweg.schemas.Pipeline;
import dev.thalweg.schemas.UserException;
import dev.thalweg.topics.ClientFailure;
import dev.thalweg.topics.creation.TopicCreation;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.TopicExistsException;

/**
 * The topic of a file's rows, which is kept for ever. Row i of P partitions is in partition i % P,
 * at offset i / P: an idempotent producer leaves no gap and no repeat in a partition, so its end
 * says which rows it has.
 */
final class RowsTopic {
  private RowsTopic() {}

  /** Creates it unless it is there. */
  static void create(Connection connection, Pipeline pipeline, String name, int partitions) {
    NewTopic topic =
        new NewTopic(name, partitions, (short) 1)
            .configs(
                Map.of(
                    TopicConfig.CLEANUP_POLICY_CONFIG,
                    "delete",
                    TopicConfig.RETENTION_MS_CONFIG,
                    "-1",
                    TopicConfig.RETENTION_BYTES_CONFIG,
                    "-1"));
    try (Admin admin = connection.openAdmin()) {
      Void unused = admin.createTopics(List.of(topic)).all().get();
      new TopicCreation(admin, pipeline).awaitWritable(List.of(name));
    } catch (ExecutionException e) {
      if (!(e.getCause() instanceof TopicExistsException)) {
        throw ClientFailure.of("The topic %s can't be created".formatted(name), e);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new UserException("Interrupted while creating the topic %s.".formatted(name), e);
    }
  }

  /**
   * Whether a row is there already.
   *
   * @param ends the end of each partition, by its number
   */
  static boolean has(long[] ends, long row) {
    return row / ends.length < ends[partition(ends, row)];
  }

  /** The partition that a row belongs to. */
  static int partition(long[] ends, long row) {
    return (int) (row % ends.length);
  }
}
