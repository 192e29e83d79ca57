package dev.thalweg.benchmarks.training;

import dev.thalweg.benchmarks.run.CpuMeter;
import dev.thalweg.benchmarks.run.RateWindow;
import dev.thalweg.benchmarks.run.TemporaryStack;
import dev.thalweg.benchmarks.run.Workload;
import dev.thalweg.producer.Progress;
import dev.thalweg.producer.SampleProducer;
import dev.thalweg.producer.StreamConfig;
import dev.thalweg.schemas.Connection;
import dev.thalweg.schemas.Pipeline;
import dev.thalweg.schemas.PipelineTopic;
import dev.thalweg.schemas.UserException;
import dev.thalweg.schemas.avro.TrainingProgress;
import dev.thalweg.topics.Since;
import dev.thalweg.topics.TopicFollower;
import dev.thalweg.topics.creation.TopicCreation;
import dev.thalweg.trainer.TrainerConfig;
import dev.thalweg.trainer.fold.LearnerConfig;
import dev.thalweg.trainer.fold.Rounds;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.apache.kafka.clients.admin.Admin;

/**
 * A fold over the log: the trainer as it is, or what it is measured against, over a backlog that it
 * finds complete. Its rate is that of the times at which the learner took its steps, from {@code
 * training}.
 */
public final class LogFold {
  static final long SNAPSHOT_EVERY = 10_000; // the default of "thalweg train"
  private static final Duration TRANSACTION_TIMEOUT = Duration.ofSeconds(5);

  /** A start takes some seconds; slower than this is not worth waiting for. */
  private static final long START_MAX_S = 60;

  private static final long SAMPLES_PER_SECOND_MIN = 1_000;

  private final Workload workload;
  private final TemporaryStack stack;
  private final Connection connection;
  private final Pipeline pipeline;
  private final Function<TrainerConfig, LearnerService> services;
  private final int learners;
  private final long mergeEvery;
  private final Map<Integer, Long> samplesByLearner = new HashMap<>();
  private final RateWindow window;
  private final CpuMeter cpu;
  private final CpuMeter exchangeCpu = CpuMeter.ofExchange();
  private final CpuMeter processCpu = CpuMeter.ofProcess();
  private final CompletableFuture<FoldRun> learned = new CompletableFuture<>();
  private boolean halfway;
  private long correct;

  /**
   * A fold in a pipeline of its own.
   *
   * @param services makes what learns
   */
  LogFold(
      Workload workload,
      TemporaryStack stack,
      Pipeline pipeline,
      Function<TrainerConfig, LearnerService> services) {
    this(workload, stack, pipeline, services, 1, Rounds.EVERY_DEFAULT);
  }

  /**
   * The same by several learners.
   *
   * @param learners one for each partition
   * @param mergeEvery samples of a round
   */
  LogFold(
      Workload workload,
      TemporaryStack stack,
      Pipeline pipeline,
      Function<TrainerConfig, LearnerService> services,
      int learners,
      long mergeEvery) {
    this.learners = learners;
    this.mergeEvery = mergeEvery;
    this.workload = workload;
    this.stack = stack;
    this.connection = stack.connection();
    this.pipeline = pipeline;
    this.services = services;
    this.window = new RateWindow(workload.samples());
    this.cpu = new CpuMeter(pipeline.name() + "-");
  }

  /** The trainer as it is, in a pipeline of its own. */
  public static LogFold exactlyOnce(Workload workload, TemporaryStack stack, Pipeline pipeline) {
    return new LogFold(workload, stack, pipeline, LearnerService::exactlyOnce);
  }

  /** Writes the backlog, learns it, and deletes the pipeline's topics. */
  public FoldRun run() {
    try (Admin admin = connection.openAdmin()) {
      new TopicCreation(admin, pipeline).create(learners, (short) 1);
      new SampleProducer(StreamConfig.of(pipeline, workload.stream()), connection, Progress.NONE)
          .run();
      FoldRun run = learn();
      admin.deleteTopics(Arrays.stream(PipelineTopic.values()).map(pipeline::topic).toList());
      return run;
    }
  }

  private FoldRun learn() {
    try (TopicFollower<TrainingProgress> progress =
            new TopicFollower<>(
                connection,
                pipeline,
                PipelineTopic.TRAINING,
                TrainingProgress.class,
                Since.BEGINNING,
                this::onProgress);
        LearnerService trainer = services.apply(trainerConfig())) {
      progress.start();
      trainer.starting().run();
      long waitS = START_MAX_S + workload.samples() / SAMPLES_PER_SECOND_MIN;
      CompletableFuture.anyOf(learned, trainer.completion(), progress.completion())
          .orTimeout(waitS, TimeUnit.SECONDS)
          .join();
      return learned.getNow(null);
    } catch (CompletionException e) {
      throw new UserException(
          "The trainer did not come to the end of %,d samples (%s)."
              .formatted(workload.samples(), e.getCause()),
          e);
    }
  }

  private TrainerConfig trainerConfig() {
    return new TrainerConfig(
        connection,
        new LearnerConfig(
            pipeline,
            workload.architecture(),
            workload.datatype(),
            workload.preset().hyperparameters(),
            SNAPSHOT_EVERY,
            LearnerConfig.OnDivergence.SKIP),
        "benchmark",
        stack.folder(pipeline.name()),
        mergeEvery,
        TrainerConfig.MERGE_WAIT_DEFAULT,
        TRANSACTION_TIMEOUT);
  }

  private void onProgress(TrainingProgress progress) {
    correct += progress.getCorrect();
    samplesByLearner.put(progress.getPartition(), progress.getSamples());
    long samples = samplesByLearner.values().stream().mapToLong(Long::longValue).sum();
    window.reached(samples, nanos(progress.getTrainedAt()));
    if (!halfway && samples >= workload.samples() / 2) {
      halfway = true;
      cpu.start();
      exchangeCpu.start();
      processCpu.start();
    }
    if (samples >= end() && !learned.isDone()) {
      cpu.stop();
      exchangeCpu.stop();
      processCpu.stop();
      long perSecond = window.samplesPerSecond();
      learned.complete(
          new FoldRun(
              perSecond,
              Math.round(cpu.share() * 1e9 / perSecond),
              Math.round(exchangeCpu.share() * 1e9 / perSecond),
              Math.round(processCpu.share() * 1e9 / perSecond),
              correct));
    }
  }

  /**
   * Of several the first to have no more samples leaves the others waiting: not to the very end.
   */
  private long end() {
    return learners == 1 ? workload.samples() : workload.samples() * 19 / 20;
  }

  private static long nanos(Instant at) {
    return TimeUnit.MILLISECONDS.toNanos(at.toEpochMilli());
  }
}
