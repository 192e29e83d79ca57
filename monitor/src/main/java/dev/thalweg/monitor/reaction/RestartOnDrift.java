package dev.thalweg.monitor.reaction;

import dev.thalweg.schemas.Connection;
import dev.thalweg.schemas.Pipeline;
import dev.thalweg.schemas.PipelineTopic;
import dev.thalweg.schemas.RecordOrigin;
import dev.thalweg.schemas.avro.Alarm;
import dev.thalweg.schemas.avro.AlarmKind;
import dev.thalweg.schemas.avro.TrainingProgress;
import dev.thalweg.topics.Since;
import dev.thalweg.topics.TopicFollower;
import java.time.Duration;
import java.time.InstantSource;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Has the learner start anew from its weights when errors rise, once for each event: the served
 * weights' errors tell of it after the trained ones'. Never on a class balance alarm: what is rare
 * for a while is not to be forgotten.
 */
public final class RestartOnDrift {
  /** 6,400 samples in minibatches of 32, over which served weights are averaged. */
  static final long STEPS_BETWEEN = 200;

  /**
   * A monitor that starts on an old pipeline tells of drift that the learner has long adapted to.
   */
  static final Duration AGE_MAX = Duration.ofMinutes(2);

  /** What is said of it where nothing has restarted yet. */
  static final long NEVER = -STEPS_BETWEEN;

  private final String model;
  private final Supplier<RecordOrigin> restart;
  private final Consumer<String> told;
  private final InstantSource clock;
  private long step;
  private long restartedAt = NEVER;

  /**
   * Nothing has been restarted yet.
   *
   * @param restart writes the directive and says where
   * @param told hears of it, in a sentence
   */
  public RestartOnDrift(
      String model, Supplier<RecordOrigin> restart, Consumer<String> told, InstantSource clock) {
    this.clock = clock;
    this.model = model;
    this.restart = restart;
    this.told = told;
  }

  /** What tells it how far the learner is; not started as yet. */
  public TopicFollower<TrainingProgress> follow(Connection connection, Pipeline pipeline) {
    return new TopicFollower<>(
        connection,
        pipeline,
        PipelineTopic.TRAINING,
        TrainingProgress.class,
        Since.lastRecords(2), // behind the last may be a transaction's mark
        this::onProgress);
  }

  /** The step before which the learner was told last, or {@link #NEVER}. */
  synchronized long restartedAt() {
    return restartedAt;
  }

  /** Goes on where another left off. */
  synchronized void goOn(long restartedAtStep) {
    restartedAt = restartedAtStep;
  }

  synchronized void onProgress(TrainingProgress progress) {
    step = progress.getStep();
  }

  /**
   * Restarts the learner if the alarm is a reason to.
   *
   * @throws dev.thalweg.schemas.UserException when the directive can't be written; the alarm is
   *     still to be answered
   */
  synchronized void onAlarm(Alarm alarm) {
    boolean isDrift = alarm.getKind() == AlarmKind.DRIFT && alarm.getModel().equals(model);
    boolean isPast = alarm.getAt().isBefore(clock.instant().minus(AGE_MAX));
    if (!isDrift || isPast || Math.abs(step - restartedAt) < STEPS_BETWEEN) {
      return;
    }
    RecordOrigin at = restart.get();
    restartedAt = step;
    told.accept("Drift: the learner restarts from its weights, by %s.".formatted(at));
  }
}
