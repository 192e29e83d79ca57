package dev.thalweg.cli.service;

import dev.thalweg.schemas.Connection;
import dev.thalweg.schemas.Pipeline;
import dev.thalweg.schemas.PipelineTopic;
import dev.thalweg.schemas.SchemaRegistry;
import dev.thalweg.schemas.avro.TrainingProgress;
import dev.thalweg.topics.Since;
import dev.thalweg.topics.TopicFollower;
import dev.thalweg.trainer.Restarting;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/** Has the learner restarted on drift, next to a monitor. */
final class WithRestarts {
  private final Connection connection;
  private final Pipeline pipeline;
  private final String instance;
  private final Consumer<String> told;
  private final CompletableFuture<Void> completion = new CompletableFuture<>();

  /** What is to be closed, the last opened first. */
  private final Deque<Runnable> closing = new ArrayDeque<>();

  /**
   * Assembles them; nothing is started.
   *
   * @param instance the monitor's name
   * @param told hears of each restart, in a sentence
   */
  WithRestarts(Connection connection, Pipeline pipeline, String instance, Consumer<String> told) {
    this.connection = connection;
    this.pipeline = pipeline;
    this.instance = instance;
    this.told = told;
  }

  /** The two as one service, which fails when either does. */
  Service beside(Service monitor) {
    failWith(monitor.completion());
    CompletableFuture<Void> unused = monitor.completion().thenRun(() -> completion.complete(null));
    return new Service(
        monitor.name(),
        () -> {
          start();
          monitor.starting().run();
        },
        monitor.ready(),
        completion,
        () -> {
          close();
          monitor.close();
        });
  }

  private synchronized void start() {
    Restarting restarting = Restarting.open(connection, pipeline);
    closing.push(restarting::close);
    RestartOnDrift reaction =
        new RestartOnDrift(
            pipeline.model(), () -> restarting.restart().get(0), told, InstantSource.system());
    TopicFollower<TrainingProgress> training =
        new TopicFollower<>(
            connection,
            pipeline,
            PipelineTopic.TRAINING,
            TrainingProgress.class,
            Since.lastRecords(2), // behind the last may be a transaction's mark
            reaction::onProgress);
    closing.push(training::close);
    training.start();
    failWith(training.completion());
    SchemaRegistry registry = connection.openRegistry();
    closing.push(registry::close);
    AlarmDuty duty =
        new AlarmDuty(
            AlarmDuty.consumer(connection, pipeline, instance), registry, pipeline, reaction);
    closing.push(duty::close);
    duty.start();
    failWith(duty.completion());
  }

  private void failWith(CompletableFuture<Void> part) {
    CompletableFuture<Void> unused =
        part.whenComplete(
            (nothing, failure) -> {
              if (failure != null) {
                completion.completeExceptionally(failure);
              }
            });
  }

  private synchronized void close() {
    closing.forEach(Runnable::run);
    closing.clear();
  }
}
