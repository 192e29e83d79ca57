package dev.thalweg.monitor.web;

import dev.thalweg.monitor.web.drawing.Drawings;
import dev.thalweg.monitor.web.state.MissList;
import dev.thalweg.monitor.web.state.PageState;
import dev.thalweg.schemas.Connection;
import dev.thalweg.schemas.Pipeline;
import dev.thalweg.schemas.PipelineTopic;
import dev.thalweg.schemas.UserException;
import dev.thalweg.schemas.avro.Alarm;
import dev.thalweg.schemas.avro.Example;
import dev.thalweg.schemas.avro.Label;
import dev.thalweg.schemas.avro.Merge;
import dev.thalweg.schemas.avro.Prediction;
import dev.thalweg.schemas.avro.Sample;
import dev.thalweg.schemas.avro.Snapshot;
import dev.thalweg.schemas.avro.TrainingProgress;
import dev.thalweg.schemas.avro.WindowAccuracy;
import dev.thalweg.topics.Since;
import dev.thalweg.topics.TopicFollower;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.apache.avro.specific.SpecificRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Follows the topics that the page shows, each first through its recent past: so a page that is
 * opened late, or a monitor that was started late, shows the history too. How far back is bounded
 * by records, so that a start does not take longer the longer the topics get.
 */
final class PageTopics implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(PageTopics.class);

  /** 32 million samples by minibatches of 32; read within some seconds. */
  private static final long TRAINING_MAX = 1_000_000;

  private static final long ACCURACY_MAX = 200_000;
  private static final long ALARMS_MAX = 1_000;

  /** The newest is shown; those before it tell that it belongs there. */
  private static final long MERGES_MAX = 64;

  /** For the images that were classified wrongly. */
  private static final long IMAGES_MAX = 2 * MissList.HELD_MAX;

  private final Connection connection;
  private final Pipeline pipeline;
  private final List<TopicFollower<?>> followers = new ArrayList<>();
  private final TopicFollower<Sample> samples;
  private boolean followsSamples;

  PageTopics(Connection connection, Pipeline pipeline, PageState state, Drawings drawings) {
    this.connection = connection;
    this.pipeline = pipeline;
    follow(PipelineTopic.TRAINING, TrainingProgress.class, TRAINING_MAX, state::add);
    follow(PipelineTopic.ACCURACY, WindowAccuracy.class, ACCURACY_MAX, state::add);
    follow(PipelineTopic.ALARMS, Alarm.class, ALARMS_MAX, state::add);
    follow(PipelineTopic.MERGES, Merge.class, MERGES_MAX, state::add);
    samples =
        new TopicFollower<>(
            connection,
            pipeline,
            PipelineTopic.SAMPLES,
            Sample.class,
            Since.lastRecords(PageState.SAMPLES_MAX),
            state::add);
    // Compacted to the ring: reading all of it is bounded.
    follow(
        PipelineTopic.SNAPSHOTS,
        Snapshot.class,
        Long.MAX_VALUE,
        snapshot -> {
          state.add(snapshot);
          if (state.showsFeatures()) {
            followSamples();
          }
        });
    follow(PipelineTopic.EXAMPLES, Example.class, IMAGES_MAX, state::add);
    follow(PipelineTopic.LABELS, Label.class, IMAGES_MAX, state::add);
    follow(
        PipelineTopic.PREDICTIONS,
        Prediction.class,
        IMAGES_MAX,
        prediction -> {
          drawings.add(prediction);
          state.add(prediction);
        });
  }

  private <T extends SpecificRecord> void follow(
      PipelineTopic topic, Class<T> type, long recordsMax, Consumer<T> listener) {
    followers.add(
        new TopicFollower<>(
            connection, pipeline, topic, type, Since.lastRecords(recordsMax), listener));
  }

  /**
   * Samples are read only where they are shown as a table, and not where they are pictures; where
   * they can't be, as a right is lacking, the rest of the page goes on without them.
   */
  private void followSamples() {
    if (followsSamples) {
      return;
    }
    followsSamples = true;
    try {
      samples.start();
    } catch (UserException e) {
      LOG.warn(
          "The page shows no ranges of features, as it can't read samples. {}", e.getMessage());
    }
  }

  void start() {
    followers.forEach(TopicFollower::start);
  }

  /** Done with the failure of the first follower that has one, or when one is closed. */
  CompletableFuture<Object> completion() {
    return CompletableFuture.anyOf(
        followers.stream().map(TopicFollower::completion).toArray(CompletableFuture[]::new));
  }

  @Override
  public void close() {
    followers.parallelStream().forEach(TopicFollower::close);
    samples.close();
  }
}
