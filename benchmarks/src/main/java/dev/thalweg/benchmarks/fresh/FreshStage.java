package dev.thalweg.benchmarks.fresh;

import dev.thalweg.benchmarks.fresh.CommitTimes.Totals;
import dev.thalweg.benchmarks.fresh.ServedTimes.Freshness;
import dev.thalweg.benchmarks.run.TemporaryStack;
import dev.thalweg.benchmarks.run.Workload;
import dev.thalweg.benchmarks.scoring.AnsweringService;
import dev.thalweg.metrics.Metrics;
import dev.thalweg.producer.Progress;
import dev.thalweg.producer.SampleProducer;
import dev.thalweg.producer.StreamConfig;
import dev.thalweg.producer.StreamOutcome;
import dev.thalweg.schemas.Connection;
import dev.thalweg.schemas.Pipeline;
import dev.thalweg.schemas.PipelineTopic;
import dev.thalweg.schemas.UserException;
import dev.thalweg.schemas.avro.Snapshot;
import dev.thalweg.scorer.Scorer;
import dev.thalweg.scorer.ScorerConfig;
import dev.thalweg.scorer.http.HttpService;
import dev.thalweg.topics.Since;
import dev.thalweg.topics.TopicFollower;
import dev.thalweg.topics.creation.TopicCreation;
import dev.thalweg.trainer.Trainer;
import dev.thalweg.trainer.TrainerConfig;
import dev.thalweg.trainer.fold.LearnerConfig;
import dev.thalweg.trainer.fold.Rounds;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import org.apache.kafka.clients.admin.Admin;

/**
 * A pipeline that learns at a steady rate and answers over HTTP, all in this process but the broker
 * and the registry.
 */
final class FreshStage {
  private static final Duration TRANSACTION_TIMEOUT = Duration.ofSeconds(5);
  private static final Duration START_MAX = Duration.ofSeconds(60);

  private final Workload workload;
  private final TemporaryStack stack;
  private final Connection connection;
  private final Pipeline pipeline = new Pipeline("fresh");
  private final long snapshotEvery;
  private final double perSecond;
  private final Duration pause;
  private final ServedTimes times = new ServedTimes();
  private volatile Totals commitsBefore;
  private CommitTimes commits;

  /**
   * Starts nothing yet.
   *
   * @param perSecond samples per second
   * @param pause of the client, between an answer and the next request
   */
  FreshStage(
      Workload workload,
      TemporaryStack stack,
      long snapshotEvery,
      double perSecond,
      Duration pause) {
    this.workload = workload;
    this.stack = stack;
    this.connection = stack.connection();
    this.snapshotEvery = snapshotEvery;
    this.perSecond = perSecond;
    this.pause = pause;
  }

  /**
   * Learns the samples, and returns what each snapshot but the first ones and the last two took.
   *
   * @param warmUp how many are left out
   */
  List<Freshness> run(int warmUp) {
    try (Admin admin = connection.openAdmin()) {
      new TopicCreation(admin, pipeline).create(1, (short) 1);
    }
    try (Metrics registry = new Metrics();
        TopicFollower<Snapshot> snapshots = snapshots();
        Trainer trainer = new Trainer(trainerConfig());
        Scorer scorer = new Scorer(ScorerConfig.of(connection, pipeline, "benchmark"));
        HttpService http = AnsweringService.of(scorer, registry)) {
      scorer.onSwap(model -> loaded(model.version(), versionOf(warmUp)));
      snapshots.start();
      trainer.start();
      scorer.start();
      http.start();
      CompletableFuture<StreamOutcome> sent = CompletableFuture.supplyAsync(this::send);
      if (scorer.awaitFirst(START_MAX).isEmpty()) {
        throw new UserException("There was no snapshot within a minute.");
      }
      byte[] image = workload.stream().source().at(0).data();
      try (AskingClient client = new AskingClient(http.address(), image, pause, times::answered)) {
        client.start();
        await(
            sent,
            CompletableFuture.anyOf(
                trainer.completion(),
                scorer.completion(),
                snapshots.completion(),
                client.completion()));
      }
      commits = Totals.of(pipeline.name() + "-").since(commitsBefore);
    }
    return LongStream.range(warmUp + 1L, workload.samples() / snapshotEvery - 1)
        .mapToObj(snapshot -> times.of(versionOf(snapshot)))
        .flatMap(Optional::stream)
        .toList();
  }

  /** What the commits took in the run, from the end of its warm-up on. */
  CommitTimes commits() {
    return commits;
  }

  private void loaded(long version, long lastOfWarmUp) {
    times.loaded(version);
    if (version <= lastOfWarmUp) {
      commitsBefore = Totals.of(pipeline.name() + "-");
    }
  }

  /** The first version at or after so many samples, at which a minibatch ends. */
  private long versionOf(long snapshot) {
    long batch = workload.batchSize();
    return (snapshot * snapshotEvery + batch - 1) / batch * batch;
  }

  private StreamOutcome send() {
    StreamConfig config = StreamConfig.of(pipeline, workload.stream()).atRate(perSecond);
    return new SampleProducer(config, connection, Progress.NONE).run();
  }

  private TopicFollower<Snapshot> snapshots() {
    return new TopicFollower<>(
        connection,
        pipeline,
        PipelineTopic.SNAPSHOTS,
        Snapshot.class,
        Since.BEGINNING,
        snapshot -> times.readable(snapshot.getVersion(), snapshot.getTrainedAt()));
  }

  private TrainerConfig trainerConfig() {
    return new TrainerConfig(
        connection,
        new LearnerConfig(
            pipeline,
            workload.architecture(),
            workload.datatype(),
            workload.preset().hyperparameters(),
            snapshotEvery,
            LearnerConfig.OnDivergence.SKIP),
        "benchmark",
        stack.folder(pipeline.name()),
        Rounds.EVERY_DEFAULT,
        TrainerConfig.MERGE_WAIT_DEFAULT,
        TRANSACTION_TIMEOUT);
  }

  private void await(CompletableFuture<?> sent, CompletableFuture<?> failed) {
    try {
      CompletableFuture.anyOf(sent, failed)
          .orTimeout(
              START_MAX.toSeconds() + Math.round(2 * workload.samples() / perSecond),
              TimeUnit.SECONDS)
          .join();
    } catch (CompletionException e) {
      throw new UserException(
          "The stream did not come to its end (%s).".formatted(e.getCause()), e);
    }
  }
}
