package dev.thalweg.trainer.replay;

import dev.thalweg.schemas.Connection;
import dev.thalweg.schemas.Pipeline;
import dev.thalweg.schemas.PipelineTopic;
import dev.thalweg.schemas.SchemaRegistry;
import dev.thalweg.schemas.UserException;
import dev.thalweg.snapshots.history.Snapshots;
import dev.thalweg.topics.ClientFailure;
import dev.thalweg.topics.TopicAdmin;
import dev.thalweg.trainer.log.SampleLog;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
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
   * @throws UserException when the topics are not there, or samples has several partitions
   */
  public Optional<LiveModel> live() {
    try (Admin admin = connection.openAdmin()) {
      int partitions =
          new TopicAdmin(admin, pipeline)
              .requireReadable(
                  PipelineTopic.SAMPLES, PipelineTopic.SNAPSHOTS, PipelineTopic.JOURNAL);
      if (partitions != 1) {
        throw new UserException(
            "%s has %d partitions; a replay folds one, as one learner does."
                .formatted(pipeline.topic(PipelineTopic.SAMPLES), partitions));
      }
    }
    return LiveModel.of(pipeline, new Snapshots(connection, pipeline).read(OptionalLong.empty()));
  }

  /**
   * Trains all candidates, and the live configuration where there is one.
   *
   * @param candidates 1 to {@value #CANDIDATES_MAX}
   * @return empty when it was stopped
   * @throws UserException when the range is not there, a candidate is not possible or not
   *     comparable, or the cluster does not answer
   */
  public Optional<ReplayResult> run(
      Optional<LiveModel> live, List<Candidate> candidates, ReplayRange range, Progress progress) {
    try (SampleLog log = SampleLog.open(connection, pipeline, 0)) {
      return run(log, live, candidates, range, progress);
    } catch (InvalidOffsetException e) {
      throw new UserException(
          "Samples of the range were removed while they were read (%s): give a later --from-offset."
              .formatted(e.getMessage()),
          e);
    } catch (KafkaException e) {
      throw ClientFailure.of("The samples can't be read", e);
    }
  }

  Optional<ReplayResult> run(
      SampleLog log,
      Optional<LiveModel> live,
      List<Candidate> candidates,
      ReplayRange range,
      Progress progress) {
    live.ifPresent(model -> candidates.forEach(c -> c.requireComparable(model.config())));
    List<Candidate> all = new ArrayList<>();
    live.ifPresent(model -> all.add(new Candidate(Candidate.LIVE, model.config())));
    all.addAll(candidates);
    requireMemory(all, machine.maxMemory());
    try {
      stopping = log::wakeup;
      requireGoing();
      Stretches stretches = range.in(log, pipeline.topic(PipelineTopic.SAMPLES));
      return Optional.of(pass(log, live, all, stretches, progress));
    } catch (WakeupException e) {
      return Optional.empty();
    }
  }

  private ReplayResult pass(
      SampleLog log,
      Optional<LiveModel> live,
      List<Candidate> all,
      Stretches stretches,
      Progress progress) {
    Optional<SnapshotCheck> check = live.map(SnapshotCheck::new);
    List<ReplayRun> runs = new ArrayList<>();
    try {
      for (Candidate candidate : all) {
        boolean isLive = check.isPresent() && runs.isEmpty();
        runs.add(
            new ReplayRun(
                candidate,
                stretches,
                registry,
                snapshot -> check.filter(c -> isLive).ifPresent(c -> c.accept(snapshot))));
      }
      long startedNs = System.nanoTime();
      fold(log, runs, stretches, progress);
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

  private void fold(SampleLog log, List<ReplayRun> runs, Stretches stretches, Progress progress) {
    try (RunWorkers workers = new RunWorkers(runs, machine.availableProcessors())) {
      stopping =
          () -> {
            workers.stop();
            log.wakeup();
          };
      requireGoing();
      new ReplayPass(log, registry, stretches, workers, progress).run();
    }
  }

  private void requireGoing() {
    if (stopped) {
      throw new WakeupException();
    }
  }

  static void requireMemory(List<Candidate> candidates, long maxBytes) {
    long bytes = candidates.stream().mapToLong(Candidate::bytes).sum();
    if (bytes > maxBytes / 2) {
      throw new UserException(
          "%d learners would take about %,d MB and there is room for %,d: try fewer at once, or"
                  .formatted(candidates.size(), bytes >> 20, maxBytes >> 21)
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
