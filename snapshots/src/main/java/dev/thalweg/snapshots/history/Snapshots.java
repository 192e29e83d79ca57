package dev.thalweg.snapshots.history;

import dev.thalweg.schemas.AvroDecoder;
import dev.thalweg.schemas.Connection;
import dev.thalweg.schemas.Pipeline;
import dev.thalweg.schemas.PipelineTopic;
import dev.thalweg.schemas.SchemaRegistry;
import dev.thalweg.schemas.UnreadableRecordException;
import dev.thalweg.schemas.UserException;
import dev.thalweg.schemas.avro.Directive;
import dev.thalweg.schemas.avro.DirectiveKind;
import dev.thalweg.schemas.avro.Snapshot;
import dev.thalweg.snapshots.directive.Directives;
import dev.thalweg.snapshots.parts.PartsRead;
import dev.thalweg.topics.TopicAdmin;
import dev.thalweg.topics.bounded.TopicScan;
import java.util.Arrays;
import java.util.Optional;
import java.util.OptionalLong;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** The snapshots of a pipeline's model as its topics hold them now. Reads; changes nothing. */
public final class Snapshots {
  private final Connection connection;
  private final Pipeline pipeline;

  public Snapshots(Connection connection, Pipeline pipeline) {
    this.connection = connection;
    this.pipeline = pipeline;
  }

  /**
   * Lists the ring.
   *
   * @throws UserException when the topics are not there or can't be read
   */
  public SnapshotListing list() {
    return read(OptionalLong.empty()).listing();
  }

  /**
   * One snapshot with its weights, sound or not.
   *
   * @param version empty for the newest of the ring, a sound one where there is one
   * @throws UserException when there is no such version, or the topics can't be read
   */
  public StoredSnapshot find(OptionalLong version) {
    return read(version).require(pipeline, version);
  }

  /**
   * Everything that one pass finds.
   *
   * @param version whose weights are wanted; empty for the newest of the ring
   */
  public SnapshotsRead read(OptionalLong version) {
    try (Admin admin = connection.openAdmin()) {
      int unused =
          new TopicAdmin(admin, pipeline)
              .requireReadable(PipelineTopic.SNAPSHOTS, PipelineTopic.CONTROL);
    }
    try (SchemaRegistry registry = connection.openRegistry();
        TopicScan scan = TopicScan.open(connection)) {
      return read(scan, registry, pipeline, version);
    }
  }

  /** Directives first: the snapshot of the one that is read is then there too. */
  public static SnapshotsRead read(
      TopicScan scan, SchemaRegistry registry, Pipeline pipeline, OptionalLong version) {
    Latest latest = new Latest(registry, pipeline.model());
    scan.read(pipeline.topic(PipelineTopic.CONTROL), latest::accept);
    Wanted wanted = Wanted.version(version);
    SnapshotCollector collector = collect(scan, registry, pipeline, latest, wanted);
    OptionalLong missed = collector.missed();
    SnapshotsRead result =
        missed.isEmpty()
            ? collector.result()
            : collect(scan, registry, pipeline, latest, wanted.at(missed.getAsLong())).result();
    return result.found().filter(StoredSnapshot::isToBeJoined).isEmpty()
        ? result
        : joined(result, scan, registry, pipeline);
  }

  private static SnapshotsRead joined(
      SnapshotsRead result, TopicScan scan, SchemaRegistry registry, Pipeline pipeline) {
    AvroDecoder<Snapshot> decoder = AvroDecoder.of(registry, Snapshot.getClassSchema());
    PartsRead reading = new PartsRead(pipeline.model(), decoder::decode);
    return scan.reading(
        pipeline.topic(PipelineTopic.SNAPSHOTS),
        tail ->
            new SnapshotsRead(
                result.listing(),
                result.found().map(stored -> stored.joined(tail, reading)),
                result.chain(),
                result.unreadable()));
  }

  private static SnapshotCollector collect(
      TopicScan scan, SchemaRegistry registry, Pipeline pipeline, Latest latest, Wanted wanted) {
    SnapshotCollector collector =
        new SnapshotCollector(
            registry, pipeline.model(), Optional.ofNullable(latest.directive), wanted);
    scan.read(pipeline.topic(PipelineTopic.SNAPSHOTS), collector::accept);
    collector.end();
    return collector;
  }

  /** The latest directive that a scorer would obey. */
  private static final class Latest {
    private final String model;
    private final byte[] key;
    private final AvroDecoder<Directive> decoder;
    private Directive directive;

    Latest(SchemaRegistry registry, String model) {
      this.model = model;
      this.key = Directives.key(model);
      this.decoder = AvroDecoder.of(registry, Directive.getClassSchema());
    }

    void accept(ConsumerRecord<byte[], byte[]> record) {
      if (!Arrays.equals(record.key(), key)) {
        return;
      }
      if (record.value() == null) {
        directive = null;
        return;
      }
      try {
        Directive read = decoder.decode(record.value());
        if (read.getKind() != DirectiveKind.OTHER && Directives.problem(model, read).isEmpty()) {
          directive = read;
        }
      } catch (UnreadableRecordException e) {
        // Scorers put it into dead-letters; the one before it holds.
      }
    }
  }
}
