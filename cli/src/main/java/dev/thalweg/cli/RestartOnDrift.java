package dev.thalweg.cli;

import dev.thalweg.monitor.watch.Since;
import dev.thalweg.monitor.watch.TopicFollower;
import dev.thalweg.schemas.Connection;
import dev.thalweg.schemas.Pipeline;
import dev.thalweg.schemas.PipelineTopic;
import dev.thalweg.schemas.UserException;
import dev.thalweg.schemas.avro.Alarm;
import dev.thalweg.schemas.avro.AlarmKind;
import dev.thalweg.schemas.avro.TrainingProgress;
import dev.thalweg.trainer.Restarting;
import java.time.Duration;
import java.time.InstantSource;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Has the learner start anew from its weights when errors rise, once for each event: the served
 * weights' errors tell of it after the trained ones'. Never on a class balance alarm: what is rare
 * for a while is not to be forgotten.
 */
final class RestartOnDrift {
  private static final Logger LOG = LoggerFactory.getLogger(RestartOnDrift.class);

  /** 6,400 samples in minibatches of 32, over which served weights are averaged. */
  static final long STEPS_BETWEEN = 200;

  /**
   * A monitor that starts on an old pipeline tells of drift that the learner has long adapted to.
   */
  static final Duration AGE_MAX = Duration.ofMinutes(2);

  private final String model;
  private final Supplier<?> restart;
  private final Consumer<String> told;
  private final InstantSource clock;
  private long step;
  private long restartedAt = -STEPS_BETWEEN;

  /**
   * @param restart writes the directive and says where
   * @param told hears of it, in a sentence
   */
  RestartOnDrift(String model, Supplier<?> restart, Consumer<String> told, InstantSource clock) {
    this.clock = clock;
    this.model = model;
    this.restart = restart;
    this.told = told;
  }

  /** A monitor with this beside it. */
  static Service beside(
      Service monitor, Connection connection, Pipeline pipeline, Consumer<String> told) {
    RestartOnDrift reaction =
        new RestartOnDrift(
            pipeline.model(),
            () -> new Restarting(connection, pipeline).restart().get(0),
            told,
            InstantSource.system());
    TopicFollower<TrainingProgress> training =
        new TopicFollower<>(
            connection,
            pipeline,
            PipelineTopic.TRAINING,
            TrainingProgress.class,
            Since.NOW,
            reaction::onProgress);
    TopicFollower<Alarm> alarms =
        new TopicFollower<>(
            connection, pipeline, PipelineTopic.ALARMS, Alarm.class, Since.NOW, reaction::onAlarm);
    return new Service(
        monitor.name(),
        () -> {
          training.start();
          alarms.start();
          monitor.starting().run();
        },
        monitor.ready(),
        monitor.completion(),
        () -> {
          alarms.close();
          training.close();
          monitor.close();
        });
  }

  synchronized void onProgress(TrainingProgress progress) {
    step = progress.getStep();
  }

  synchronized void onAlarm(Alarm alarm) {
    boolean isDrift = alarm.getKind() == AlarmKind.DRIFT && alarm.getModel().equals(model);
    boolean isPast = alarm.getAt().isBefore(clock.instant().minus(AGE_MAX));
    if (!isDrift || isPast || Math.abs(step - restartedAt) < STEPS_BETWEEN) {
      return;
    }
    try {
      told.accept(
          "Drift: the learner starts anew from its weights, by %s.".formatted(restart.get()));
      restartedAt = step;
    } catch (UserException e) {
      LOG.warn("The learner could not be told of the drift: {}", e.getMessage());
    }
  }
}
