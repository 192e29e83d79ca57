package dev.thalweg.trainer.guarantee;

import dev.thalweg.schemas.Connection;
import dev.thalweg.schemas.Pipeline;
import dev.thalweg.schemas.PipelineTopic;
import dev.thalweg.schemas.SchemaRegistry;
import dev.thalweg.schemas.UserException;
import dev.thalweg.schemas.avro.Merge;
import dev.thalweg.snapshots.SnapshotSeal;
import dev.thalweg.trainer.Trainer;
import dev.thalweg.trainer.exchange.MergeHistory;
import dev.thalweg.trainer.fold.FoldOutputs;
import dev.thalweg.trainer.fold.FoldState;
import dev.thalweg.trainer.fold.FoldState.RoundState;
import dev.thalweg.trainer.fold.LearnerConfig;
import dev.thalweg.trainer.fold.SampleFold;
import dev.thalweg.trainer.log.KafkaSampleLog;
import dev.thalweg.trainer.log.SampleLog;
import dev.thalweg.trainer.log.SampleLogs;
import dev.thalweg.trainer.rounds.MergedFold;
import java.nio.ByteBuffer;
import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The audit of several learners. Each is compared up to the offset that it has committed; the
 * merges may have gone on behind that, as they do not wait for commits.
 */
final class SharedAudit {
  private static final List<Guarantee> OF_EACH =
      List.of(
          new ExactlyOnceTraining(),
          new ReplayEqualsLive(),
          new DeadLetterOnce(),
          new JournalOnce());

  private final Connection connection;
  private final Pipeline pipeline;
  private final LearnerConfig config;
  private final List<Stand> stands = new ArrayList<>();

  /** Where a learner stands, and what the undisturbed one had put out and become there. */
  private static final class Stand {
    private final FoldState stored;
    private final long end;
    private final Traces traces = new Traces();
    private String liveSha256;
    private String undisturbedSha256;

    Stand(FoldState stored, long committed) {
      this.stored = stored;
      RoundState round = stored.round().orElseThrow();
      this.end = round.end() >= 0 ? round.end() : committed;
    }

    boolean isIn(SampleFold fold) {
      return undisturbedSha256 == null && fold.base() == stored.round().orElseThrow().base();
    }
  }

  SharedAudit(Connection connection, Pipeline pipeline, LearnerConfig config) {
    this.connection = connection;
    this.pipeline = pipeline;
    this.config = config;
  }

  AuditReport run() {
    String group = Trainer.group(pipeline);
    try (SchemaRegistry registry = connection.openRegistry();
        SampleLogs logs =
            SampleLogs.open(
                config.rounds().learners(),
                partition -> new KafkaSampleLog(connection, pipeline, group, partition))) {
      LiveTopics topics = new LiveTopics(connection, pipeline);
      topics.awaitDecided();
      for (int partition = 0; partition < logs.count(); partition++) {
        stands.add(stand(partition, logs, registry));
      }
      Traces live = topics.read(registry);
      Traces undisturbed = new Traces();
      List<String> violations = new ArrayList<>();
      fold(logs, registry, undisturbed, violations);
      return report(live, undisturbed, violations);
    }
  }

  private Stand stand(int partition, SampleLogs logs, SchemaRegistry registry) {
    if (logs.of(partition).beginningOffset() > 0) {
      throw new UserException(
          ("The samples of partition %d below offset %d have been removed, so there is nothing to"
                  + " compare with.")
              .formatted(partition, logs.of(partition).beginningOffset()));
    }
    FoldState stored =
        CommittedState.read(connection, pipeline, partition)
            .orElseThrow(
                () ->
                    new UserException(
                        "The learner of partition %d has committed no state yet."
                            .formatted(partition)));
    Stand stand = new Stand(stored, logs.of(partition).committedOffset().orElse(0));
    try (SampleFold fold = new SampleFold(config, partition, 0, registry, Clock.systemUTC())) {
      fold.restore(stored);
      SampleLog log = logs.of(partition);
      log.read(stored.firstNeeded(), stored.next(), fold::remember);
      log.read(
          fold.next(),
          stand.end,
          (at, key, value, headers) -> fold.consume(at, key, value, headers, FoldOutputs.NONE));
      stand.liveSha256 = sha256(fold, stored);
    }
    return stand;
  }

  /** Once over everything, with a stop where each learner stands. */
  private void fold(
      SampleLogs logs, SchemaRegistry registry, Traces undisturbed, List<String> violations) {
    try (MergedFold fold =
        new MergedFold(
            config,
            logs::of,
            partition ->
                stands.get(partition).undisturbedSha256 == null
                    ? stands.get(partition).traces
                    : FoldOutputs.NONE,
            registry,
            Clock.systemUTC())) {
      for (Merge merge : MergeHistory.read(connection, pipeline, registry)) {
        merge.getMembers().forEach(member -> stopAtStand(fold, member.getPartition()));
        fold.follow(merge).ifPresent(undisturbed::snapshot);
        MergedFold.difference(merge, fold.last().merge()).ifPresent(violations::add);
      }
      for (int partition = 0; partition < stands.size(); partition++) {
        stopAtStand(fold, partition);
        if (stands.get(partition).undisturbedSha256 == null) {
          violations.add(
              "The learner of partition %d stands behind merge %d, which it had no part in."
                  .formatted(partition, stands.get(partition).stored.round().orElseThrow().base()));
        }
      }
      if (fold.last().hasSnapshot()) {
        undisturbed.lastMayBeMissing();
      }
    } catch (UserException e) { // of a merge that can't be
      violations.add(e.getMessage());
    }
  }

  private void stopAtStand(MergedFold fold, int partition) {
    Stand stand = stands.get(partition);
    SampleFold learner = fold.fold(partition);
    if (stand.isIn(learner)) {
      fold.consume(partition, stand.end);
      boolean early = stand.stored.round().orElseThrow().end() >= 0 && !learner.waits();
      if (early) {
        learner.endRound();
      }
      stand.undisturbedSha256 = sha256(learner, stand.stored);
      if (early) {
        learner.reopenRound(); // where it ends is for the merge to say
      }
    }
  }

  private static String sha256(SampleFold fold, FoldState stored) {
    return SnapshotSeal.contentSha256(ByteBuffer.wrap(fold.blob(stored.topicId(), new byte[0])));
  }

  private AuditReport report(Traces live, Traces undisturbed, List<String> ofMerges) {
    Map<Guarantee, List<String>> violations = new LinkedHashMap<>();
    OF_EACH.forEach(guarantee -> violations.put(guarantee, new ArrayList<>()));
    String samples = pipeline.topic(PipelineTopic.SAMPLES);
    long records = 0;
    long steps = 0;
    long letters = 0;
    for (int partition = 0; partition < stands.size(); partition++) {
      Stand stand = stands.get(partition);
      String sha256 = stand.undisturbedSha256 == null ? "" : stand.undisturbedSha256;
      Observed lived =
          live.observed(stand.end, stand.stored, stand.liveSha256).of(partition, samples);
      Observed expected = stand.traces.observed(stand.end, stand.stored, sha256);
      for (Guarantee guarantee : OF_EACH) {
        for (String violation : guarantee.violations(lived, expected)) {
          violations.get(guarantee).add("Partition %d: %s".formatted(partition, violation));
        }
      }
      records += stand.end;
      steps += expected.progress().size();
      letters += expected.deadLetters().size();
    }
    FoldState first = stands.get(0).stored;
    Observed lived = live.observed(records, first, "");
    Observed expected = undisturbed.observedOf(lived, records, first);
    Guarantee versions = new MonotonicVersions();
    violations.put(versions, versions.violations(lived, expected));
    violations.put(new MergesGiven(), ofMerges);
    Guarantee replay = OF_EACH.get(1);
    violations.get(replay).addAll(replay.violations(lived, expected));
    return new AuditReport(
        records,
        steps,
        expected.snapshots().size(),
        letters,
        Audit.repeats(lived),
        String.join(" ", stands.stream().map(stand -> stand.liveSha256).toList()),
        String.join(
            " ", stands.stream().map(stand -> String.valueOf(stand.undisturbedSha256)).toList()),
        violations.entrySet().stream()
            .map(entry -> new AuditReport.Finding(entry.getKey(), entry.getValue()))
            .toList());
  }
}
