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
import dev.thalweg.snapshots.SnapshotSeal;
import dev.thalweg.snapshots.history.SnapshotHistory;
import dev.thalweg.topics.TopicAdmin;
import dev.thalweg.trainer.fold.FoldOutputs;
import dev.thalweg.trainer.fold.LearnerConfig;
import dev.thalweg.trainer.fold.SampleFold;
import dev.thalweg.trainer.log.SampleLog;
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
      new TopicAdmin(admin, pipeline).require(PipelineTopic.SAMPLES, PipelineTopic.SNAPSHOTS);
    }
    try (SchemaRegistry registry = connection.openRegistry()) {
      SnapshotHistory history = SnapshotHistory.read(connection, registry, pipeline);
      Snapshot claimed = SnapshotHistory.select(history.snapshots(), version, pipeline);
      Optional<String> broken = damage(history, claimed);
      if (broken.isPresent()) {
        return new Result(Verdict.DIFFERENT, broken.get());
      }
      try (SampleLog log = SampleLog.open(connection, pipeline, 0)) {
        return rebuild(claimed, log, registry);
      }
    }
  }

  /** What is wrong with the topic, even if the record is no longer a snapshot. */
  public static Optional<String> damage(SnapshotHistory history, Snapshot claimed) {
    return history.unreadable().stream()
        .findFirst()
        .or(() -> brokenChain(history.snapshots(), claimed));
  }

  /** What is wrong with the snapshot or one of its ancestors that are still there. */
  static Optional<String> brokenChain(List<Snapshot> history, Snapshot claimed) {
    Map<Long, Snapshot> bySequence = new HashMap<>();
    history.forEach(snapshot -> bySequence.put(snapshot.getSequence(), snapshot));
    Snapshot child = null;
    for (Snapshot s = claimed; s != null; s = bySequence.get(s.getSequence() - 1)) {
      Optional<String> mismatch = SnapshotSeal.mismatch(s);
      if (mismatch.isPresent()) {
        return Optional.of("Version %d is damaged: %s.".formatted(s.getVersion(), mismatch.get()));
      }
      if (child != null && !child.getParentSha256().equals(s.getSha256())) {
        return Optional.of(
            "Version %d names another parent than version %d."
                .formatted(child.getVersion(), s.getVersion()));
      }
      child = s;
    }
    return Optional.empty();
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
    long end = claimed.getOffsets().get(0).getOffset();
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
    if (rebuilt.snapshot != null && rebuilt.snapshot.getSha256().equals(claimed.getSha256())) {
      return new Result(
          Verdict.SAME,
          "Version %d, rebuilt from %d records, has the same sha256 %s."
              .formatted(claimed.getVersion(), end, claimed.getSha256()));
    }
    if (!Backend.describe().equals(claimed.getBackend())) {
      return new Result(
          Verdict.UNKNOWN,
          ("Version %d was computed with \"%s\"; \"%s\" here rounds differently, so the"
                  + " hashes can't be compared.")
              .formatted(claimed.getVersion(), claimed.getBackend(), Backend.describe()));
    }
    return new Result(
        Verdict.DIFFERENT,
        "Version %d has sha256 %s, but the log gives %s."
            .formatted(
                claimed.getVersion(),
                claimed.getSha256(),
                rebuilt.snapshot == null ? "no such snapshot" : rebuilt.snapshot.getSha256()));
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
