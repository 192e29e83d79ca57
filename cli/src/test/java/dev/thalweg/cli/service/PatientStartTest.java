package dev.thalweg.cli.service;

import static org.assertj.core.api.Assertions.assertThat;

import dev.thalweg.cli.CommandLines;
import dev.thalweg.cli.learning.ModelOptions;
import dev.thalweg.model.network.Datatype;
import dev.thalweg.monitor.Monitor;
import dev.thalweg.monitor.MonitorConfig;
import dev.thalweg.schemas.Connection;
import dev.thalweg.schemas.Pipeline;
import dev.thalweg.schemas.PipelineTopic;
import dev.thalweg.schemas.avro.Label;
import dev.thalweg.scorer.Scorer;
import dev.thalweg.scorer.ScorerConfig;
import dev.thalweg.scorer.gate.Gate;
import dev.thalweg.scorer.gate.GateConfig;
import dev.thalweg.scorer.gate.GateKeeper;
import dev.thalweg.snapshots.serving.Following;
import dev.thalweg.topics.Since;
import dev.thalweg.topics.TopicFollower;
import dev.thalweg.trainer.Restarting;
import dev.thalweg.trainer.Trainer;
import dev.thalweg.trainer.TrainerConfig;
import dev.thalweg.trainer.fold.LearnerConfig;
import dev.thalweg.trainer.fold.LearnerConfig.OnDivergence;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The parts of services that ask the broker for something when they start. */
class PatientStartTest {
  private static final Pipeline PIPELINE = new Pipeline("digits");
  private static final Duration WAIT = Duration.ofSeconds(2);

  /** Shorter than the wait, so that each is asked several times. */
  private static final Map<String, String> SETTINGS =
      Map.of("default.api.timeout.ms", "300", "request.timeout.ms", "300");

  @TempDir Path home;

  @Test
  void brokerThatTakesTooLongToAnswer_isWaitedForByEveryPart() throws Exception {
    try (ServerSocket silent = new ServerSocket(0)) {
      Connection connection =
          new Connection("localhost:" + silent.getLocalPort(), "http://r:2", SETTINGS, true)
              .waiting(WAIT, told -> {});

      Map<String, Throwable> failures = failuresOf(starts(connection));

      assertThat(failures)
          .allSatisfy(
              (part, failure) ->
                  assertThat(failure)
                      .as(part)
                      .hasMessageEndingWith("; it was waited for, 2s long (--wait-for-cluster)."));
    }
  }

  private static LearnerConfig learner() {
    ModelOptions model = CommandLines.options(ModelOptions.class, Map.of(), "train");
    return new LearnerConfig(
        PIPELINE,
        model.architecture(),
        Datatype.UINT8,
        model.hyperparameters(),
        10,
        OnDivergence.SKIP);
  }

  private Map<String, Runnable> starts(Connection connection) {
    ScorerConfig scorer = ScorerConfig.of(connection, PIPELINE, "one");
    return Map.of(
        "trainer",
        () ->
            new Trainer(
                    new TrainerConfig(connection, learner(), "one", home, Duration.ofSeconds(5)))
                .start(),
        "scorer",
        () -> new Scorer(scorer, Following.NEWEST).start(),
        "gate",
        () ->
            GateKeeper.of(new GateConfig(connection, PIPELINE, PIPELINE, "one", new Gate(10, 1)))
                .start(),
        "monitor",
        () ->
            new Monitor(
                    new MonitorConfig(
                        connection,
                        PIPELINE,
                        Duration.ofSeconds(10),
                        Duration.ofHours(1),
                        home,
                        "one",
                        Duration.ofSeconds(5),
                        true))
                .start(),
        "restart on drift",
        () -> Restarting.open(connection, PIPELINE).close(),
        "page",
        () ->
            new TopicFollower<>(
                    connection, PIPELINE, PipelineTopic.LABELS, Label.class, Since.NOW, label -> {})
                .start());
  }

  /** What each fails with; side by side, as all they do is to wait. */
  private static Map<String, Throwable> failuresOf(Map<String, Runnable> starts) {
    ExecutorService threads = Executors.newCachedThreadPool();
    Map<String, CompletableFuture<Throwable>> ends = new TreeMap<>();
    starts.forEach(
        (part, start) ->
            ends.put(
                part,
                CompletableFuture.runAsync(start, threads)
                    .handle((nothing, failure) -> failure.getCause())));
    Map<String, Throwable> failures = new TreeMap<>();
    ends.forEach((part, end) -> failures.put(part, end.join()));
    threads.shutdown();
    return failures;
  }
}
