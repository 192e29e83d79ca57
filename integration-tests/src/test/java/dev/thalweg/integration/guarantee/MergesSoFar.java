package dev.thalweg.integration.guarantee;

import dev.thalweg.schemas.Connection;
import dev.thalweg.schemas.Pipeline;
import dev.thalweg.schemas.PipelineTopic;
import dev.thalweg.schemas.SchemaRegistry;
import dev.thalweg.schemas.UserException;
import dev.thalweg.schemas.avro.Merge;
import dev.thalweg.trainer.exchange.MergeHistory;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.TopicPartition;

/** The merges of a pipeline. They are asked for all the time, and read anew if there are more. */
final class MergesSoFar {
  private final Connection connection;
  private final Admin admin;
  private final Pipeline pipeline;
  private long end = -1;
  private List<Merge> merges = List.of();

  MergesSoFar(Connection connection, Admin admin, Pipeline pipeline) {
    this.connection = connection;
    this.admin = admin;
    this.pipeline = pipeline;
  }

  /** Empty while the broker is away, or busy. */
  synchronized Optional<List<Merge>> ask() {
    try {
      long endNow = askForEnd();
      if (endNow != end) {
        try (SchemaRegistry registry = connection.openRegistry()) {
          merges = MergeHistory.read(connection, pipeline, registry);
        }
        end = endNow; // of before: what came during the read is read again
      }
      return Optional.of(merges);
    } catch (UserException | ExecutionException e) {
      return Optional.empty();
    }
  }

  /** A commit moves it too. */
  private long askForEnd() throws ExecutionException {
    TopicPartition partition = new TopicPartition(pipeline.topic(PipelineTopic.MERGES), 0);
    try {
      return admin
          .listOffsets(Map.of(partition, OffsetSpec.latest()))
          .partitionResult(partition)
          .get()
          .offset();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }
}
