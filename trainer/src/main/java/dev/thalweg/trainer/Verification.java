package dev.thalweg.trainer;

import dev.thalweg.model.kernel.Backend;
import dev.thalweg.schemas.Connection;
import dev.thalweg.schemas.DeadLetter;
import dev.thalweg.schemas.Pipeline;
import dev.thalweg.schemas.PipelineTopic;
import dev.thalweg.schemas.SchemaRegistry;
import dev.thalweg.schemas.UserException;
import dev.thalweg.schemas.avro.Alarm;
import dev.thalweg.schemas.avro.JournalEntry;
import dev.thalweg.schemas.avro.Snapshot;
import dev.thalweg.schemas.avro.TrainingProgress;
import dev.thalweg.snapshots.history.ChainLink;
import dev.thalweg.snapshots.history.Snapshots;
import dev.thalweg.snapshots.history.SnapshotsRead;
import dev.thalweg.snapshots.history.StoredSnapshot;
import dev.thalweg.topics.TopicAdmin;
import dev.thalweg.trainer.exchange.MergeHistory;
import dev.thalweg.trainer.fold.FoldOutputs;
import dev.thalweg.trainer.fold.LearnerConfig;
import dev.thalweg.trainer.fold.SampleFold;
import dev.thalweg.trainer.log.SampleLog;
import dev.thalweg.trainer.log.SampleLogs;
import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.apache.kafka.clients.admin.Admin;

/** Rebuilds a snapshot from the log and compares the hashes; walks the chain of its parents. */
public final class Verification {
  private final Connection connection;
  private final Pipeline pipeline;

  public Verification(Connection connection, Pipeline pipeline) {
    this.connection = connection;
    this.pipeline = pipeline;
  }

  /** What a verification came to. */
  public enum Verdict {
    /** The log gives this snapshot, hash for hash. */
    SAME,
    /** The log gives another one, or the snapshot does not match itself or its parent. */
    DIFFERENT,
    /** It can't be told here. */
    UNKNOWN
  }

  /**
   * A verdict and its reason.
   *
   * @param detail one sentence for people
   */
  public record Result(Verdict verdict, String detail) {}

  /**
   * Verifies one version.
   *
   * @param version empty for the newest
   * @throws UserException when there is no such snapshot
   */
  public Result verify(OptionalLong version) {
    try (Admin admin = connection.openAdmin()) {
      new TopicAdmin(admin, pipeline)
          .requireReadable(PipelineTopic.SAMPLES, PipelineTopic.SNAPSHOTS, PipelineTopic.JOURNAL);
    }
    try (SchemaRegistry registry = connection.openRegistry()) {
      SnapshotsRead read = new Snapshots(connection, pipeline).read(version);
      StoredSnapshot claimed = read.require(pipeline, version);
      Optional<String> broken = damage(read, claimed, version);
      if (broken.isPresent()) {
        return new Result(Verdict.DIFFERENT, broken.get());
      }
      LearnerConfig config = LearnerConfig.of(pipeline, claimed.snapshot());
      try (SampleLogs logs =
          SampleLogs.open(
              config.rounds().learners(),
              partition -> SampleLog.open(connection, pipeline, partition))) {
        return config.rounds().areShared()
            ? new SharedRebuild(config, logs, registry)
                .rebuild(claimed.snapshot(), MergeHistory.read(connection, pipeline, registry))
            : rebuild(claimed.snapshot(), logs.of(0), registry);
      }
    }
  }

  /**
   * What is wrong with the snapshot, its ancestors, or the topic: with a record that is no snapshot
   * any more, or, where the newest is asked for, with a newer one that is damaged.
   */
  static Optional<String> damage(SnapshotsRead read, StoredSnapshot claimed, OptionalLong version) {
    return read.unreadable()
        .or(
            () ->
                read.listing().entries().stream()
                    .filter(entry -> version.isEmpty() && entry.inRing())
                    .filter(entry -> entry.sequence() > claimed.entry().sequence())
                    .findFirst() // only damaged ones are newer
                    .flatMap(entry -> damage(entry.version(), entry.damage())))
        .or(
            () ->
                brokenChain(
                    read.chain(), ChainLink.of(claimed.snapshot(), claimed.entry().damage())));
  }

  private static Optional<String> damage(long version, Optional<String> why) {
    return why.map(reason -> "Version %d is damaged: %s.".formatted(version, reason));
  }

  /** What is wrong with the snapshot or one of its ancestors that are still there. */
  static Optional<String> brokenChain(List<ChainLink> chain, ChainLink claimed) {
    Map<Long, ChainLink> bySequence = new HashMap<>();
    chain.forEach(link -> bySequence.put(link.sequence(), link));
    ChainLink child = null;
    for (ChainLink link = claimed; link != null; link = parent(bySequence, link)) {
      if (link.damage().isPresent()) {
        return damage(link.version(), link.damage());
      }
      if (child != null && !child.parentSha256().equals(link.sha256())) {
        return Optional.of(
            "Version %d names another parent than version %d."
                .formatted(child.version(), link.version()));
      }
      child = link;
    }
    return Optional.empty();
  }

  /** Nothing comes before the first, whatever a record says of itself. */
  private static ChainLink parent(Map<Long, ChainLink> bySequence, ChainLink link) {
    return link.sequence() == 0 ? null : bySequence.get(link.sequence() - 1);
  }

  /** Folds the log up to the snapshot's offset and compares. */
  Result rebuild(Snapshot claimed, SampleLog log, SchemaRegistry registry) {
    if (log.beginningOffset() > 0) {
      return new Result(
          Verdict.UNKNOWN,
          "The samples below offset %d have been removed, so nothing can be rebuilt from the log."
              .formatted(log.beginningOffset()));
    }
    Rebuilt rebuilt = new Rebuilt(claimed.getSequence());
    long end = ChainLink.of(claimed, Optional.empty()).offset();
    if (end < 0) {
      return new Result(
          Verdict.DIFFERENT,
          "Version %d does not say which samples it stands for.".formatted(claimed.getVersion()));
    }
    if (end > log.endOffset()) {
      return new Result(
          Verdict.DIFFERENT,
          "Version %d stands for %d records, but the log has only %d."
              .formatted(claimed.getVersion(), end, log.endOffset()));
    }
    LearnerConfig config = LearnerConfig.of(pipeline, claimed);
    try (SampleFold fold = new SampleFold(config, 0, 0, registry, Clock.systemUTC())) {
      log.read(
          0,
          end,
          (offset, key, value, headers) -> fold.consume(offset, key, value, headers, rebuilt));
    }
    return compared(claimed, Optional.ofNullable(rebuilt.snapshot), end);
  }

  /**
   * What a snapshot and the one that the log gives in its place come to.
   *
   * @param rebuilt empty where there is none
   * @param records of samples that it was rebuilt from
   */
  static Result compared(Snapshot claimed, Optional<Snapshot> rebuilt, long records) {
    if (rebuilt.map(Snapshot::getSha256).filter(claimed.getSha256()::equals).isPresent()) {
      return new Result(
          Verdict.SAME,
          "Version %d, rebuilt from %d records, has the same sha256 %s."
              .formatted(claimed.getVersion(), records, claimed.getSha256()));
    }
    return different(
        claimed,
        "Version %d has sha256 %s, but the log gives %s."
            .formatted(
                claimed.getVersion(),
                claimed.getSha256(),
                rebuilt.map(Snapshot::getSha256).orElse("no such snapshot")));
  }

  /** That the log gives something else, where the same is to be expected here. */
  static Result different(Snapshot claimed, String how) {
    return Backend.describe().equals(claimed.getBackend())
        ? new Result(Verdict.DIFFERENT, how)
        : new Result(
            Verdict.UNKNOWN,
            ("Version %d was computed with \"%s\"; \"%s\" here rounds differently, so the"
                    + " hashes can't be compared.")
                .formatted(claimed.getVersion(), claimed.getBackend(), Backend.describe()));
  }

  /** Keeps the one snapshot that is asked for. */
  private static final class Rebuilt implements FoldOutputs {
    private final long sequence;
    private Snapshot snapshot;

    Rebuilt(long sequence) {
      this.sequence = sequence;
    }

    @Override
    public void snapshot(Snapshot taken) {
      if (taken.getSequence() == sequence) {
        snapshot = taken;
      }
    }

    @Override
    public void progress(TrainingProgress progress) {}

    @Override
    public void deadLetter(DeadLetter letter) {}

    @Override
    public void alarm(Alarm alarm) {}

    @Override
    public void journal(JournalEntry entry) {}
  }
}
