package dev.thalweg.cli.replay;

import dev.thalweg.cli.cluster.Cluster;
import dev.thalweg.cli.cluster.ClusterOptions;
import dev.thalweg.cli.learning.CandidateOptions;
import dev.thalweg.cli.terminal.ReportFile;
import dev.thalweg.cli.terminal.StopSignal;
import dev.thalweg.cli.terminal.Terminal;
import dev.thalweg.producer.Progress;
import dev.thalweg.producer.TerminalProgress;
import dev.thalweg.schemas.Pipeline;
import dev.thalweg.schemas.PipelineTopic;
import dev.thalweg.schemas.UserException;
import dev.thalweg.topics.PointInTime;
import dev.thalweg.trainer.replay.Candidate;
import dev.thalweg.trainer.replay.LiveModel;
import dev.thalweg.trainer.replay.Replay;
import dev.thalweg.trainer.replay.ReplayMerges;
import dev.thalweg.trainer.replay.ReplayRange;
import dev.thalweg.trainer.replay.ReplayResult;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code thalweg replay}. */
@Command(
    name = "replay",
    description = {
      "Train again from the log with other hyper-parameters or another network, and"
          + " compare the test-then-train curves with that of the live model's configuration.",
      "It only reads: it writes to no topic, joins no group and commits no offset."
    })
public final class ReplayCommand implements Callable<Integer> {
  @Spec CommandSpec spec;
  @Mixin ClusterOptions cluster;
  @Mixin CandidateOptions candidate;

  @Option(
      names = "--from-offset",
      paramLabel = "N",
      description = "The first sample's offset (default: the first that is there).")
  Long fromOffset;

  @Option(
      names = "--to-offset",
      paramLabel = "N",
      description =
          "The offset after the last sample (default: the end of the log when the command starts).")
  Long toOffset;

  @Option(
      names = "--from-time",
      paramLabel = "WHEN",
      description =
          "Begin with the first sample from then on: a timestamp such as 2026-01-31T12:00:00Z or"
              + " 2026-01-31T12:00, or how long ago: 90s, 10m, 2h, 1d.")
  String fromTime;

  @Option(
      names = "--merges",
      paramLabel = "WHICH",
      description =
          "Of several learners: merge where and as the log has it (recorded), or all of them after"
              + " each round, as if none had been late (full) (default: recorded).")
  ReplayMerges merges;

  @Option(names = "--report", paramLabel = "FILE", description = "Write the outcome as JSON.")
  Path report;

  @Override
  public Integer call() {
    candidate.check();
    ReplayRange range = range(Clock.systemUTC());
    if (report != null) {
      ReportFile.requireWritable(report);
    }
    Pipeline pipeline = cluster.pipeline();
    try (StopSignal stop = new StopSignal();
        Cluster opened = cluster.open();
        Replay replay = new Replay(opened.connection(), pipeline)) {
      stop.onRequest(replay::stop);
      Optional<LiveModel> live = replay.live();
      if (merges != null && replay.partitions() == 1) {
        throw new UserException(
            "%s has a single learner, which merges with nobody: leave out --merges."
                .formatted(pipeline.topic(PipelineTopic.SAMPLES)));
      }
      List<Candidate> candidates = candidate.candidates(pipeline, live);
      Optional<ReplayResult> result = run(replay, live, candidates, range);
      if (result.isEmpty()) {
        spec.commandLine().getErr().println("Stopped before the end; there is nothing to compare.");
        return 0;
      }
      new ReplayText(result.get(), spec.commandLine().getOut())
          .print(pipeline.topic(PipelineTopic.SAMPLES), replay.partitions());
      if (report != null) {
        ReportFile.write(report, ReplayReport.of(pipeline, result.get()));
      }
    }
    return 0;
  }

  private Optional<ReplayResult> run(
      Replay replay, Optional<LiveModel> live, List<Candidate> candidates, ReplayRange range) {
    long startedNs = System.nanoTime();
    try (Progress progress = progress()) {
      return replay.run(
          live,
          candidates,
          range,
          merges == null ? ReplayMerges.RECORDED : merges,
          (records, total) ->
              progress.update(records, total, records * 1e9 / (System.nanoTime() - startedNs)));
    }
  }

  private static Progress progress() {
    return Terminal.isThere() ? TerminalProgress.on("replay", System.err, true) : Progress.NONE;
  }

  ReplayRange range(InstantSource clock) {
    return new ReplayRange(
        fromOffset == null ? OptionalLong.empty() : OptionalLong.of(fromOffset),
        Optional.ofNullable(fromTime).map(text -> instant(text, clock)),
        toOffset == null ? OptionalLong.empty() : OptionalLong.of(toOffset));
  }

  private static Instant instant(String text, InstantSource clock) {
    return text.equals("beginning")
        ? Instant.EPOCH
        : PointInTime.parse(
            text,
            InstantSource.fixed(clock.instant().truncatedTo(ChronoUnit.SECONDS)),
            ZoneId.systemDefault());
  }
}
