package dev.thalweg.integration.guarantee;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.thalweg.schemas.AvroDecoder;
import dev.thalweg.schemas.Connection;
import dev.thalweg.schemas.Pipeline;
import dev.thalweg.schemas.PipelineTopic;
import dev.thalweg.schemas.SchemaRegistry;
import dev.thalweg.schemas.UnreadableRecordException;
import dev.thalweg.schemas.avro.Snapshot;
import dev.thalweg.schemas.avro.TrainingProgress;
import dev.thalweg.topics.bounded.TopicScan;
import dev.thalweg.trainer.Trainer;
import dev.thalweg.trainer.fold.FoldState;
import dev.thalweg.trainer.log.DecidedState;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.avro.Schema;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.TopicPartition;

/** What a pipeline's topics hold that is committed, in their order. */
record TrialTopics(Connection connection, Admin admin, Pipeline pipeline) {

  /** The offset after the last record. */
  long end(PipelineTopic topic) {
    return end(pipeline.topic(topic));
  }

  /** The sum over so many partitions. */
  long end(PipelineTopic topic, int partitions) {
    return IntStream.range(0, partitions)
        .mapToLong(partition -> end(new TopicPartition(pipeline.topic(topic), partition)))
        .sum();
  }

  /**
   * Samples behind a round whose merge a learner waits for, the sum over partitions. They count as
   * consumed, and are learned in the next round: an audit does not cover them.
   */
  long held(int partitions) {
    return IntStream.range(0, partitions).mapToLong(this::heldOf).sum();
  }

  private long heldOf(int partition) {
    String changelog = Trainer.changelog(pipeline);
    return DecidedState.read(connection, new TopicPartition(changelog, partition))
        .flatMap(state -> FoldState.fromBytes(state.value()).round())
        .filter(round -> round.end() >= 0)
        .map(round -> end(samples(partition)) - round.end())
        .orElse(0L);
  }

  private TopicPartition samples(int partition) {
    return new TopicPartition(pipeline.topic(PipelineTopic.SAMPLES), partition);
  }

  /** The ends of the topics that the trainer writes. */
  List<Long> writtenEnds() {
    Stream<String> outputs =
        Stream.of(
                PipelineTopic.TRAINING,
                PipelineTopic.SNAPSHOTS,
                PipelineTopic.JOURNAL,
                PipelineTopic.ALARMS,
                PipelineTopic.DEAD_LETTERS)
            .map(pipeline::topic);
    return Stream.concat(Stream.of(Trainer.changelog(pipeline)), outputs).map(this::end).toList();
  }

  private long end(String topic) {
    return end(new TopicPartition(topic, 0));
  }

  private long end(TopicPartition partition) {
    try {
      return admin
          .listOffsets(Map.of(partition, OffsetSpec.latest()))
          .partitionResult(partition)
          .get()
          .offset();
    } catch (ExecutionException | InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  /** Every step. */
  List<TrainingProgress> training() {
    return read(PipelineTopic.TRAINING, TrainingProgress.getClassSchema());
  }

  /** Every snapshot that is not compacted away. */
  List<Snapshot> snapshots() {
    return read(PipelineTopic.SNAPSHOTS, Snapshot.getClassSchema());
  }

  /** The hashes of the snapshots, each once. */
  List<String> hashes() {
    return snapshots().stream().map(Snapshot::getSha256).distinct().toList();
  }

  /** The keys of the dead letters. */
  List<String> deadLetters() {
    List<String> all = new ArrayList<>();
    TopicScan.read(
        connection,
        pipeline.topic(PipelineTopic.DEAD_LETTERS),
        read -> all.add(new String(read.key(), UTF_8)));
    return all;
  }

  /**
   * Keys of a topic whose records are parts, under the partition or number and that of the part.
   */
  long parts(PipelineTopic topic) {
    Set<String> keys = new HashSet<>();
    TopicScan.read(
        connection, pipeline.topic(topic), read -> keys.add(new String(read.key(), UTF_8)));
    return keys.stream().filter(key -> key.matches("\\d+/\\d+")).count();
  }

  /** Every record of a topic. */
  <T extends SpecificRecord> List<T> read(PipelineTopic topic, Schema schema) {
    List<T> all = new ArrayList<>();
    try (SchemaRegistry registry = connection.openRegistry()) {
      AvroDecoder<T> decoder = AvroDecoder.of(registry, schema);
      TopicScan.read(
          connection,
          pipeline.topic(topic),
          read -> {
            try {
              all.add(decoder.decode(read.value()));
            } catch (UnreadableRecordException e) {
              throw new AssertionError(e);
            }
          });
    }
    return all;
  }
}
