package dev.thalweg.trainer;

import dev.thalweg.schemas.AvroDecoder;
import dev.thalweg.schemas.Connection;
import dev.thalweg.schemas.Pipeline;
import dev.thalweg.schemas.PipelineTopic;
import dev.thalweg.schemas.SchemaRegistry;
import dev.thalweg.schemas.UnreadableRecordException;
import dev.thalweg.schemas.UserException;
import dev.thalweg.schemas.avro.Snapshot;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * The snapshots of a model that the topic still holds: the ring, and those that compaction has not
 * removed yet.
 */
public final class SnapshotHistory {
  private static final Duration POLL = Duration.ofMillis(500);

  private SnapshotHistory() {}

  /** Reads them all, by ascending sequence; a repeated sequence counts once. */
  public static List<Snapshot> read(
      Connection connection, SchemaRegistry registry, Pipeline pipeline) {
    TopicPartition partition = new TopicPartition(pipeline.topic(PipelineTopic.SNAPSHOTS), 0);
    Map<String, Object> config = connection.clientConfig();
    config.put("isolation.level", "read_committed");
    config.put("enable.auto.commit", "false");
    config.put("auto.offset.reset", "earliest");
    AvroDecoder<Snapshot> decoder = AvroDecoder.of(registry, Snapshot.getClassSchema());
    Map<Long, Snapshot> bySequence = new TreeMap<>();
    try (KafkaConsumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(config, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
      consumer.assign(List.of(partition));
      consumer.seekToBeginning(List.of(partition));
      long end = consumer.endOffsets(List.of(partition)).get(partition);
      while (consumer.position(partition) < end) {
        for (ConsumerRecord<byte[], byte[]> read : consumer.poll(POLL)) {
          Snapshot snapshot = decode(decoder, read);
          if (snapshot.getModel().equals(pipeline.model())) {
            bySequence.putIfAbsent(snapshot.getSequence(), snapshot);
          }
        }
      }
    }
    return new ArrayList<>(bySequence.values());
  }

  /**
   * The snapshot of a version, or the newest.
   *
   * @param history by ascending sequence
   * @param version empty for the newest
   * @throws UserException when there is no such snapshot
   */
  static Snapshot select(List<Snapshot> history, OptionalLong version, Pipeline pipeline) {
    if (history.isEmpty()) {
      throw new UserException(
          "%s holds no snapshot yet: train until the first one is taken."
              .formatted(pipeline.topic(PipelineTopic.SNAPSHOTS)));
    }
    if (version.isEmpty()) {
      return history.get(history.size() - 1);
    }
    return history.stream()
        .filter(snapshot -> snapshot.getVersion() == version.getAsLong())
        .findFirst()
        .orElseThrow(
            () ->
                new UserException(
                    "There is no version %d; there are %s."
                        .formatted(
                            version.getAsLong(),
                            history.stream().map(Snapshot::getVersion).toList())));
  }

  private static Snapshot decode(
      AvroDecoder<Snapshot> decoder, ConsumerRecord<byte[], byte[]> read) {
    try {
      return decoder.decode(read.value());
    } catch (UnreadableRecordException e) {
      throw new UserException(
          "The record at offset %d of %s is no snapshot: %s"
              .formatted(read.offset(), read.topic(), e.getMessage()),
          e);
    }
  }
}
