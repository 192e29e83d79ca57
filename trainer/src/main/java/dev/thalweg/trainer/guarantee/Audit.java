package dev.thalweg.trainer.guarantee;

import dev.thalweg.schemas.Connection;
import dev.thalweg.schemas.Pipeline;
import dev.thalweg.schemas.SchemaRegistry;
import dev.thalweg.schemas.UserException;
import dev.thalweg.snapshots.SnapshotSeal;
import dev.thalweg.trainer.Trainer;
import dev.thalweg.trainer.fold.FoldOutputs;
import dev.thalweg.trainer.fold.FoldState;
import dev.thalweg.trainer.fold.LearnerConfig;
import dev.thalweg.trainer.fold.SampleFold;
import dev.thalweg.trainer.log.KafkaSampleLog;
import dev.thalweg.trainer.log.SampleLog;
import java.nio.ByteBuffer;
import java.time.Clock;
import java.util.List;

/**
 * Compares what a stopped trainer left in its topics with what a fold over the same log puts out
 * that nothing interrupts. Both cover the records below the offset that the trainer has committed.
 */
public final class Audit {
  private static final List<Guarantee> GUARANTEES =
      List.of(
          new ExactlyOnceTraining(),
          new MonotonicVersions(),
          new ReplayEqualsLive(),
          new SnapshotAtomicity(),
          new DeadLetterOnce(),
          new JournalOnce());

  private final Connection connection;
  private final Pipeline pipeline;

  public Audit(Connection connection, Pipeline pipeline) {
    this.connection = connection;
    this.pipeline = pipeline;
  }

  /**
   * Folds the whole log once more; takes as long as learning it without a broker.
   *
   * @throws UserException when there is nothing to compare, the log has been trimmed, or the
   *     trainer still runs
   */
  public AuditReport run() {
    FoldState first =
        CommittedState.read(connection, pipeline)
            .orElseThrow(() -> new UserException("The trainer has committed no state yet."));
    LearnerConfig config = LearnerConfig.ofFrozen(pipeline, first.architecture(), first.frozen());
    return config.rounds().areShared()
        ? new SharedAudit(connection, pipeline, config).run()
        : runAlone();
  }

  private AuditReport runAlone() {
    try (SchemaRegistry registry = connection.openRegistry();
        SampleLog log = new KafkaSampleLog(connection, pipeline, Trainer.group(pipeline), 0)) {
      // Waits where a dead trainer has left its transaction in the middle of a commit.
      long end = log.committedOffset().orElse(0);
      LiveTopics topics = new LiveTopics(connection, pipeline);
      topics.awaitDecided();
      FoldState stored =
          CommittedState.read(connection, pipeline)
              .orElseThrow(() -> new UserException("The trainer has committed no state yet."));
      if (log.beginningOffset() > 0) {
        throw new UserException(
            "The samples below offset %d have been removed, so there is nothing to compare with."
                .formatted(log.beginningOffset()));
      }
      Observed live;
      try (SampleFold fold = fold(stored, registry)) {
        fold.restore(stored);
        log.read(stored.firstNeeded(), stored.next(), fold::remember);
        consume(log, fold, end, FoldOutputs.NONE);
        live = topics.read(registry).observed(end, stored, sha256(fold, log));
      }
      Traces traces = new Traces();
      try (SampleFold fold = fold(stored, registry)) {
        consume(log, fold, end, traces);
        return compare(live, traces.observed(end, stored, sha256(fold, log)));
      }
    }
  }

  private SampleFold fold(FoldState stored, SchemaRegistry registry) {
    LearnerConfig config = LearnerConfig.ofFrozen(pipeline, stored.architecture(), stored.frozen());
    return new SampleFold(config, 0, 0, registry, Clock.systemUTC());
  }

  private static String sha256(SampleFold fold, SampleLog log) {
    return SnapshotSeal.contentSha256(ByteBuffer.wrap(fold.blob(log.topicId(), new byte[0])));
  }

  private static void consume(SampleLog log, SampleFold fold, long end, FoldOutputs outputs) {
    if (fold.next() < end) {
      log.read(
          fold.next(),
          end,
          (at, key, value, headers) -> fold.consume(at, key, value, headers, outputs));
    }
  }

  static AuditReport compare(Observed live, Observed undisturbed) {
    return new AuditReport(
        undisturbed.end(),
        undisturbed.progress().size(),
        undisturbed.snapshots().size(),
        undisturbed.deadLetters().size(),
        repeats(live),
        live.stateSha256(),
        undisturbed.stateSha256(),
        GUARANTEES.stream()
            .map(g -> new AuditReport.Finding(g, g.violations(live, undisturbed)))
            .toList());
  }

  static long repeats(Observed live) {
    return (long) Repeats.dropped(live.progress(), "Step", ExactlyOnceTraining::identity).count()
        + Repeats.dropped(live.snapshots(), "Sequence", SnapshotTrace::sequence).count()
        + Repeats.dropped(live.deadLetters(), "Dead letter", DeadLetterTrace::origin).count()
        + Repeats.dropped(live.journal(), "Entry", JournalOnce::identity).count();
  }
}
