package dev.thalweg.snapshots.history;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.thalweg.schemas.AvroDecoder;
import dev.thalweg.schemas.Connection;
import dev.thalweg.schemas.Pipeline;
import dev.thalweg.schemas.PipelineTopic;
import dev.thalweg.schemas.SchemaRegistry;
import dev.thalweg.schemas.SnapshotRing;
import dev.thalweg.schemas.UnreadableRecordException;
import dev.thalweg.schemas.UserException;
import dev.thalweg.schemas.avro.Snapshot;
import dev.thalweg.topics.TopicScan;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * The snapshots of a model that the topic still holds: the ring, those that compaction has not
 * removed yet, and the copies of the ring's that are kept under other keys, such as the pinned one.
 */
public final class SnapshotHistory {
  private final String model;
  private final AvroDecoder<Snapshot> decoder;
  private final Map<Long, Snapshot> inRing = new TreeMap<>();
  private final Map<Long, Snapshot> copies = new TreeMap<>();
  private final List<String> unreadable = new ArrayList<>();

  private SnapshotHistory(SchemaRegistry registry, Pipeline pipeline) {
    this.model = pipeline.model();
    this.decoder = AvroDecoder.of(registry, Snapshot.getClassSchema());
  }

  /** Reads the topic. */
  public static SnapshotHistory read(
      Connection connection, SchemaRegistry registry, Pipeline pipeline) {
    try (TopicScan scan = TopicScan.open(connection)) {
      return read(scan, registry, pipeline);
    }
  }

  static SnapshotHistory read(TopicScan scan, SchemaRegistry registry, Pipeline pipeline) {
    SnapshotHistory history = new SnapshotHistory(registry, pipeline);
    scan.read(pipeline.topic(PipelineTopic.SNAPSHOTS), history::accept);
    return history;
  }

  /** All snapshots, by ascending sequence; a repeated sequence counts once. */
  public List<Snapshot> snapshots() {
    Map<Long, Snapshot> all = new TreeMap<>(copies);
    all.putAll(inRing); // a copy counts only where the ring's own record is gone
    return new ArrayList<>(all.values());
  }

  /** A sentence for each record under one of the model's keys that is not a snapshot. */
  public List<String> unreadable() {
    return unreadable;
  }

  /**
   * The snapshot of a version, or the newest.
   *
   * @param history by ascending sequence
   * @param version empty for the newest
   * @throws UserException when there is no such snapshot
   */
  public static Snapshot select(List<Snapshot> history, OptionalLong version, Pipeline pipeline) {
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

  /** Tombstones and other models' records are passed over. */
  private void accept(ConsumerRecord<byte[], byte[]> read) {
    if (read.value() == null
        || read.key() == null
        || !new String(read.key(), UTF_8).startsWith(model + "/")) {
      return;
    }
    try {
      Snapshot snapshot = decoder.decode(read.value());
      if (snapshot.getModel().equals(model)) {
        boolean slot = SnapshotRing.isSlot(model, read.key());
        (slot ? inRing : copies).putIfAbsent(snapshot.getSequence(), snapshot);
      }
    } catch (UnreadableRecordException e) {
      unreadable.add(
          "The record at offset %d of %s is no snapshot: %s"
              .formatted(read.offset(), read.topic(), e.getMessage()));
    }
  }
}
