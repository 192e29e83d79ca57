package dev.thalweg.cli.demo.live;

import dev.thalweg.cli.assembly.Assembly;
import dev.thalweg.cli.assembly.Part;
import dev.thalweg.schemas.Connection;
import dev.thalweg.schemas.Pipeline;
import dev.thalweg.schemas.PipelineTopic;
import dev.thalweg.schemas.avro.Alarm;
import dev.thalweg.schemas.avro.Prediction;
import dev.thalweg.schemas.avro.TrainingProgress;
import dev.thalweg.schemas.avro.WindowAccuracy;
import dev.thalweg.topics.Since;
import dev.thalweg.topics.TopicFollower;
import java.time.Clock;
import java.util.List;
import java.util.function.Consumer;

/** Follows the topics that the demo's figures come from. */
final class LiveTopics {
  private final LiveState state = new LiveState(Clock.systemUTC());
  private final TopicFollower<TrainingProgress> training;
  private final List<TopicFollower<?>> followers;

  /**
   * Follows none as yet.
   *
   * @param idPrefix predictions count whose id begins with it
   * @param shown hears of each alarm besides
   */
  LiveTopics(Connection connection, Pipeline pipeline, String idPrefix, Consumer<Alarm> shown) {
    training =
        new TopicFollower<>(
            connection,
            pipeline,
            PipelineTopic.TRAINING,
            TrainingProgress.class,
            Since.BEGINNING,
            state::onProgress);
    followers =
        List.of(
            training,
            new TopicFollower<>(
                connection,
                pipeline,
                PipelineTopic.ACCURACY,
                WindowAccuracy.class,
                Since.NOW,
                accuracy -> {
                  if (accuracy.getModel().equals(pipeline.model())) {
                    state.onAccuracy(accuracy);
                  }
                }),
            new TopicFollower<>(
                connection,
                pipeline,
                PipelineTopic.ALARMS,
                Alarm.class,
                Since.NOW,
                alarm -> {
                  state.onAlarm();
                  shown.accept(alarm);
                }),
            new TopicFollower<>(
                connection,
                pipeline,
                PipelineTopic.PREDICTIONS,
                Prediction.class,
                Since.NOW,
                prediction -> {
                  if (prediction.getModel().equals(pipeline.model())
                      && prediction.getId().startsWith(idPrefix)) {
                    state.onPrediction(prediction);
                  }
                }));
  }

  LiveState state() {
    return state;
  }

  /** The offset below which every progress record is in the state. */
  long trainingPosition() {
    return training.position();
  }

  /** The followers. */
  void addTo(Assembly assembly) {
    assembly.addSideBySide(
        followers.stream()
            .map(
                follower ->
                    Part.of(
                        "what the demo reads",
                        follower::start,
                        follower.completion(),
                        follower::close))
            .toList());
  }
}
