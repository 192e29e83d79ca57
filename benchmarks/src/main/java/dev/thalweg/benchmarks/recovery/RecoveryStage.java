package dev.thalweg.benchmarks.recovery;

import dev.thalweg.benchmarks.recovery.Recovery.Once;
import dev.thalweg.benchmarks.run.Pause;
import dev.thalweg.benchmarks.run.ResultOptions;
import dev.thalweg.benchmarks.run.ServiceProcess;
import dev.thalweg.benchmarks.run.TemporaryStack;
import dev.thalweg.benchmarks.run.WorkloadOptions;
import dev.thalweg.producer.Progress;
import dev.thalweg.producer.SampleProducer;
import dev.thalweg.producer.StreamConfig;
import dev.thalweg.producer.source.ExampleSource;
import dev.thalweg.schemas.Pipeline;
import dev.thalweg.schemas.UserException;
import dev.thalweg.topics.creation.TopicCreation;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.apache.kafka.clients.admin.Admin;

/**
 * A pipeline whose samples never end, and on which trainers end and others go on. Its first trainer
 * is the only one until a standby is asked for.
 */
final class RecoveryStage implements AutoCloseable {
  private static final Duration WAIT_MAX = Duration.ofMinutes(5);
  private static final long POLL_MS = 20;

  /** After a start, so that the backlog is made good and several commits have passed. */
  private static final long SETTLE_MS = 4_000;

  /** So that the signal comes at any moment between two commits. */
  private static final int SETTLE_RANDOM_MS = 1_500;

  /**
   * A commit ends 5 to 20 ms after the acknowledgement of the changelog, its offsets pend sooner.
   */
  private static final int HALT_RANDOM_US = 2_000;

  private final TemporaryStack stack;
  private final Pipeline pipeline;
  private final SplittableRandom random = new SplittableRandom(1);
  private final Admin admin;
  private final TrainerGroup group;
  private final StepFollower taken;
  private final StepFollower committed;
  private final List<ServiceProcess> trainers = new ArrayList<>();
  private final Path order;
  private final SampleProducer streaming;
  private final CompletableFuture<Void> streamed;
  private int starts;

  /**
   * Writes so many samples, learns them, and begins to stream more at this rate.
   *
   * @param perSecond samples
   */
  RecoveryStage(
      TemporaryStack stack, Pipeline pipeline, ExampleSource images, long samples, long perSecond) {
    this.stack = stack;
    this.pipeline = pipeline;
    order = stack.folder(pipeline.name() + "-halt");
    admin = stack.connection().openAdmin();
    group = new TrainerGroup(admin, pipeline);
    new TopicCreation(admin, pipeline).create(1, (short) 1);
    new SampleProducer(
            StreamConfig.of(pipeline, WorkloadOptions.stream(images, samples)),
            stack.connection(),
            Progress.NONE)
        .run();
    taken = new StepFollower(stack.connection(), pipeline, "read_uncommitted");
    committed = new StepFollower(stack.connection(), pipeline, "read_committed");
    trainers.add(start());
    long steps = samples / RecoveryBenchmark.PRESET.hyperparameters().batchSize();
    await("The backlog was not learned", () -> taken.steps().last() >= steps);
    streaming =
        new SampleProducer(
            StreamConfig.of(pipeline, WorkloadOptions.stream(images, ExampleSource.ENDLESS))
                .startingAt(samples)
                .atRate((double) perSecond),
            stack.connection(),
            Progress.NONE);
    streamed = CompletableFuture.runAsync(streaming::run);
  }

  /** Starts a second trainer, which stands by. */
  void addStandby() {
    trainers.add(start());
    int standby = trainers.size() - 1;
    await("The standby was not ready", () -> trainers.get(standby).isReady());
  }

  /** Ends the trainer that learns, and waits until a new step is taken and committed. */
  Once recover(RecoveryCase how) {
    return recover(how, List.of()).once();
  }

  /**
   * The same with a trainer that logs what it does; empty where its log lacks something, as when
   * the end of the one before it hit no commit.
   */
  Optional<RestartTimes> restart(RecoveryCase how) {
    Restart restart = recover(how, List.of("--verbose"));
    boolean asAsked = how != RecoveryCase.KILLED_IN_COMMIT || restart.once().inCommit();
    return asAsked
        ? RestartTimes.of(restart.started().said(), restart.launchedMs(), restart.steppedMs())
        : Optional.empty();
  }

  private record Restart(Once once, ServiceProcess started, long launchedMs, long steppedMs) {}

  private Restart recover(RecoveryCase how, List<String> options) {
    taken.steps().clear();
    committed.steps().clear();
    int active = settle();
    ServiceProcess dying = trainers.get(active);
    long signalMs =
        switch (how) {
          case KILLED, TAKEN_OVER -> dying.kill();
          case TERMINATED -> dying.terminate();
          case KILLED_IN_COMMIT -> haltInCommit(dying);
        };
    long diedMs = System.currentTimeMillis();
    long launchedMs = diedMs;
    if (how != RecoveryCase.TAKEN_OVER) {
      launchedMs = System.currentTimeMillis();
      trainers.set(active, start(options));
    }
    boolean inCommit = group.hasLeftOffsets();
    StepTimes.Taken first =
        awaitValue("No new step was taken", () -> taken.steps().firstNewAfter(diedMs));
    StepTimes.Taken visible =
        awaitValue("The step was not committed", () -> committed.steps().first(first.step()));
    if (how == RecoveryCase.TAKEN_OVER) {
      trainers.set(active, start());
    }
    return new Restart(
        new Once(
            first.trainedAtMs() - signalMs,
            visible.seenAtMs() - signalMs,
            inCommit,
            ResultOptions.systemLoad()),
        trainers.get(active),
        launchedMs,
        first.trainedAtMs());
  }

  private long haltInCommit(ServiceProcess dying) {
    try {
      Files.writeString(order, Integer.toString(random.nextInt(HALT_RANDOM_US)));
      dying.awaitExit();
      Files.delete(order);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return dying
        .saidNumber(HaltInCommit.LAST_WORDS)
        .orElseThrow(() -> new UserException("The trainer ended before it was to be halted."));
  }

  private ServiceProcess start() {
    return start(List.of());
  }

  private ServiceProcess start(List<String> options) {
    starts++;
    Path config = stack.folder("trainer.properties");
    try {
      Files.writeString(
          config, "producer.interceptor.classes=" + HaltInCommit.class.getName() + "\n");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    List<String> arguments =
        new ArrayList<>(
            List.of(
                "train",
                "--dir",
                stack.dir().toString(),
                "--pipeline",
                pipeline.name(),
                "--command-config",
                config.toString()));
    arguments.addAll(options);
    return ServiceProcess.start(
        "trainer",
        List.of("-D" + HaltInCommit.FILE_PROPERTY + "=" + order),
        stack.folder("%s-trainer-%d.log".formatted(pipeline.name(), starts)),
        arguments);
  }

  /** Waits until all goes its way, and tells which trainer learns. */
  private int settle() {
    await("A trainer was not ready", () -> trainers.stream().allMatch(ServiceProcess::isReady));
    Supplier<Optional<Integer>> active =
        () -> group.active(trainers.size()).stream().boxed().findFirst();
    int unused = awaitValue("The group was not stable", active);
    Pause.of(Duration.ofMillis(SETTLE_MS + random.nextInt(SETTLE_RANDOM_MS)));
    return awaitValue("The group was not stable", active);
  }

  private void await(String otherwise, Supplier<Boolean> condition) {
    Boolean unused =
        awaitValue(otherwise, () -> condition.get() ? Optional.of(true) : Optional.empty());
  }

  private <T> T awaitValue(String otherwise, Supplier<Optional<T>> value) {
    long deadlineNs = System.nanoTime() + WAIT_MAX.toNanos();
    while (System.nanoTime() < deadlineNs) {
      Optional<T> found = value.get();
      if (found.isPresent()) {
        return found.get();
      }
      if (streamed != null && streamed.isDone()) {
        streamed.join();
      }
      Pause.of(Duration.ofMillis(POLL_MS));
    }
    trainers.forEach(ServiceProcess::requireAlive);
    throw new UserException("%s within %d s.".formatted(otherwise, WAIT_MAX.toSeconds()));
  }

  /** Ends the trainers and the stream. */
  @Override
  public void close() {
    trainers.forEach(ServiceProcess::close);
    streaming.stop();
    taken.close();
    committed.close();
    admin.close();
  }
}
