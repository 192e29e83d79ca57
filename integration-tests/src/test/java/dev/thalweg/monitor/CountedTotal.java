package dev.thalweg.monitor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.thalweg.schemas.Connection;
import dev.thalweg.schemas.Pipeline;
import dev.thalweg.schemas.PipelineTopic;
import dev.thalweg.schemas.avro.AccuracyScope;
import dev.thalweg.schemas.avro.WindowAccuracy;
import dev.thalweg.topics.Since;
import dev.thalweg.topics.TopicFollower;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;
import org.awaitility.Awaitility;

/** What a monitor has counted of a pipeline in all, as it tells from now on. */
final class CountedTotal implements AutoCloseable {
  private static final Duration LONG = Duration.ofMinutes(4);

  private final AtomicReference<WindowAccuracy> told = new AtomicReference<>();
  private final TopicFollower<WindowAccuracy> accuracy;

  CountedTotal(Connection connection, Pipeline pipeline) {
    accuracy =
        new TopicFollower<>(
            connection,
            pipeline,
            PipelineTopic.ACCURACY,
            WindowAccuracy.class,
            Since.NOW,
            read -> {
              if (read.getScope() == AccuracyScope.TOTAL) {
                told.set(read);
              }
            });
    accuracy.start();
  }

  /** Predictions with their labels; 0 where nothing is told yet. */
  long labelled() {
    return told.get() == null ? 0 : told.get().getLabelled();
  }

  /** Waits until so many predictions have their labels. */
  void awaitLabelled(long predictions) {
    Awaitility.await("%d counted".formatted(predictions))
        .dontCatchUncaughtExceptions()
        .atMost(LONG)
        .until(() -> labelled() >= predictions);
  }

  /** Neither less nor more is counted. */
  void assertIs(long predictions, long right) {
    assertThat(told.get().getScored()).isEqualTo(predictions);
    assertThat(told.get().getLabelled()).isEqualTo(predictions);
    assertThat(told.get().getCorrect()).isEqualTo(right);
  }

  /** All of an ended stream is counted, once. */
  void assertIsAllOf(PredictionStream stream) throws InterruptedException {
    stream.stop();
    awaitLabelled(stream.sent());
    // What follows in the same partition is counted after whatever might come twice.
    stream.sendLast();
    awaitLabelled(stream.sent());
    assertIs(stream.sent(), stream.right());
  }

  @Override
  public void close() {
    accuracy.close();
  }
}
