package dev.thalweg.trainer.replay;

import dev.thalweg.schemas.Connection;
import dev.thalweg.schemas.Pipeline;
import dev.thalweg.schemas.PipelineTopic;
import dev.thalweg.schemas.SchemaRegistry;
import dev.thalweg.schemas.UserException;
import dev.thalweg.schemas.avro.Merge;
import dev.thalweg.snapshots.history.Snapshots;
import dev.thalweg.topics.ClientFailure;
import dev.thalweg.topics.TopicAdmin;
import dev.thalweg.trainer.exchange.MergeHistory;
import dev.thalweg.trainer.fold.LearnerConfig;
import dev.thalweg.trainer.fold.Rounds;
import dev.thalweg.trainer.log.SampleLog;
import dev.thalweg.trainer.log.SampleLogs;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Consumer;
import java.util.function.Function;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.InvalidOffsetException;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.WakeupException;

/**
 * Trains again from the log, by other hyper-parameters or another network, and by the live
 * configuration for comparison: over the same samples, from the same start, in one pass.
 */
public final class Replay implements AutoCloseable {
  /** Most candidates of one pass. */
  public static final int CANDIDATES_MAX = 64;

  private final Connection connection;
  private final Pipeline pipeline;
  private final SchemaRegistry registry;
  private final Runtime machine = Runtime.getRuntime();

  /** Of samples; how many learners there are. */
  private int partitions = 1;

  private volatile boolean stopped;
  private volatile Runnable stopping = () -> {};

  public Replay(Connection connection, Pipeline pipeline) {
    this(connection, pipeline, connection.openRegistry());
  }

  Replay(Connection connection, Pipeline pipeline, SchemaRegistry registry) {
    this.connection = connection;
    this.pipeline = pipeline;
    this.registry = registry;
  }

  /** Is told how far a pass has come, some times a second; by the thread that runs it. */
  public interface Progress {
    void reached(long records, long total);
  }

  /**
   * The model that is being trained; empty when there is no snapshot yet.
   *
   * @throws UserException when the topics are not there
   */
  public Optional<LiveModel> live() {
    try (Admin admin = connection.openAdmin()) {
      partitions =
          new TopicAdmin(admin, pipeline)
              .requireReadable(
                  PipelineTopic.SAMPLES, PipelineTopic.SNAPSHOTS, PipelineTopic.JOURNAL);
    }
    return LiveModel.of(pipeline, new Snapshots(connection, pipeline).read(OptionalLong.empty()));
  }

  /** Of samples, and so how many learners there are; after {@link #live}. */
  public int partitions() {
    return partitions;
  }

  /**
   * Trains all candidates, and the live configuration where there is one; after {@link #live}.
   *
   * @param candidates 1 to {@value #CANDIDATES_MAX}
   * @param range all of the logs with several learners
   * @param merges of several learners
   * @return empty when it was stopped
   * @throws UserException when the range is not there, a candidate is not possible or not
   *     comparable, or the cluster does not answer
   */
  public Optional<ReplayResult> run(
      Optional<LiveModel> live,
      List<Candidate> candidates,
      ReplayRange range,
      ReplayMerges merges,
      Progress progress) {
    try (SampleLogs logs =
        SampleLogs.open(partitions, partition -> SampleLog.open(connection, pipeline, partition))) {
      if (partitions == 1) {
        return run(logs.of(0), live, candidates, range, progress);
      }
      if (!range.equals(ReplayRange.ALL)) {
        throw new UserException(
            ("%s has %d partitions, and offsets are those of one: leave out --from-offset,"
                    + " --to-offset and --from-time, so that all is replayed.")
                .formatted(samples(), partitions));
      }
      List<Merge> made =
          merges == ReplayMerges.RECORDED
              ? MergeHistory.read(connection, pipeline, registry)
              : FullMerges.over(logs, rounds(live));
      return run(logs, live, candidates, made, merges, progress);
    } catch (InvalidOffsetException e) {
      throw new UserException(
          "Samples of the range were removed while they were read (%s): give a later --from-offset."
              .formatted(e.getMessage()),
          e);
    } catch (KafkaException e) {
      throw ClientFailure.of("The samples can't be read", e);
    }
  }

  private Rounds rounds(Optional<LiveModel> live) {
    return live.map(model -> model.config().rounds())
        .orElse(new Rounds(partitions, Rounds.EVERY_DEFAULT));
  }

  /** Of a single learner. */
  Optional<ReplayResult> run(
      SampleLog log,
      Optional<LiveModel> live,
      List<Candidate> candidates,
      ReplayRange range,
      Progress progress) {
    List<Candidate> all = all(live, candidates, 1);
    try {
      stopping = log::wakeup;
      requireGoing();
      Stretches stretches = range.in(log, samples());
      Plan plan =
          new Plan(
              stretches,
              pass -> pass.read(log, 0, stretches.from(), stretches.to(), stretches.from()),
              log::wakeup,
              Candidate::config,
              true);
      return Optional.of(pass(plan, live, all, progress));
    } catch (WakeupException e) {
      return Optional.empty();
    }
  }

  /**
   * Of several learners.
   *
   * @param made the merges, of which the live configuration meets those that are recorded
   */
  Optional<ReplayResult> run(
      SampleLogs logs,
      Optional<LiveModel> live,
      List<Candidate> candidates,
      List<Merge> made,
      ReplayMerges merges,
      Progress progress) {
    List<Candidate> all = all(live, candidates, logs.count());
    boolean compared = merges == ReplayMerges.RECORDED;
    try {
      SharedLogs shared = new SharedLogs(logs, made, samples());
      stopping = shared::wakeup;
      requireGoing();
      Plan plan =
          new Plan(
              shared.stretches(),
              shared::read,
              shared::wakeup,
              candidate ->
                  compared && candidate.name().equals(Candidate.LIVE)
                      ? candidate.config()
                      : candidate.config().with(Rounds.open(logs.count())),
              compared);
      return Optional.of(pass(plan, live, all, progress));
    } catch (WakeupException e) {
      return Optional.empty();
    }
  }

  private String samples() {
    return pipeline.topic(PipelineTopic.SAMPLES);
  }

  private List<Candidate> all(
      Optional<LiveModel> live, List<Candidate> candidates, int learnersOfEach) {
    live.ifPresent(model -> candidates.forEach(c -> c.requireComparable(model.config())));
    List<Candidate> all = new ArrayList<>();
    live.ifPresent(model -> all.add(new Candidate(Candidate.LIVE, model.config())));
    all.addAll(candidates);
    requireMemory(all, learnersOfEach, machine.maxMemory());
    return all;
  }

  /**
   * What is done in a pass.
   *
   * @param folded the configuration that a candidate has in it
   * @param compared whether the live configuration has to meet the published snapshots
   */
  private record Plan(
      Stretches stretches,
      Consumer<ReplayPass> reading,
      Runnable wakeup,
      Function<Candidate, LearnerConfig> folded,
      boolean compared) {}

  private ReplayResult pass(
      Plan plan, Optional<LiveModel> live, List<Candidate> all, Progress progress) {
    Stretches stretches = plan.stretches();
    Optional<SnapshotCheck> check = live.filter(model -> plan.compared()).map(SnapshotCheck::new);
    List<ReplayRun> runs = new ArrayList<>();
    try {
      for (Candidate candidate : all) {
        boolean isLive = check.isPresent() && runs.isEmpty();
        runs.add(
            new ReplayRun(
                candidate,
                plan.folded().apply(candidate),
                stretches,
                registry,
                snapshot -> check.filter(c -> isLive).ifPresent(c -> c.accept(snapshot))));
      }
      long startedNs = System.nanoTime();
      fold(plan, runs, progress);
      Duration took = Duration.ofNanos(System.nanoTime() - startedNs);
      List<Outcome> outcomes = runs.stream().map(ReplayRun::outcome).toList();
      int first = live.isPresent() ? 1 : 0;
      return new ReplayResult(
          stretches.from(),
          stretches.to(),
          took,
          live.map(model -> outcomes.get(0)),
          check.map(SnapshotCheck::agreement),
          outcomes.subList(first, outcomes.size()));
    } finally {
      runs.forEach(ReplayRun::close);
    }
  }

  private void fold(Plan plan, List<ReplayRun> runs, Progress progress) {
    try (RunWorkers workers = new RunWorkers(runs, machine.availableProcessors())) {
      stopping =
          () -> {
            workers.stop();
            plan.wakeup().run();
          };
      requireGoing();
      ReplayPass pass = new ReplayPass(registry, plan.stretches(), workers, progress);
      plan.reading().accept(pass);
      pass.finish();
    }
  }

  private void requireGoing() {
    if (stopped) {
      throw new WakeupException();
    }
  }

  static void requireMemory(List<Candidate> candidates, int learnersOfEach, long maxBytes) {
    long bytes = learnersOfEach * candidates.stream().mapToLong(Candidate::bytes).sum();
    if (bytes > maxBytes / 2) {
      throw new UserException(
          "%d learners would take about %,d MB and there is room for %,d: try fewer at once, or"
                  .formatted(learnersOfEach * candidates.size(), bytes >> 20, maxBytes >> 21)
              + " give more with JAVA_OPTS=-Xmx4g.");
    }
  }

  /** Ends {@link #run} within moments; may be called from any thread, also before it runs. */
  public void stop() {
    stopped = true;
    stopping.run();
  }

  @Override
  public void close() {
    registry.close();
  }
}
