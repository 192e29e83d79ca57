package dev.thalweg.topics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.thalweg.schemas.PipelineTopic;
import dev.thalweg.schemas.avro.Label;
import dev.thalweg.schemas.avro.TrainingProgress;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class TopicFollowerTest {
  @Test
  void follower_handsOverValuesWithoutRepeatsAndUnreadableOnes() throws Exception {
    // Given
    ReaderFixture fixture = new ReaderFixture(PipelineTopic.TRAINING);
    fixture.comes("digits", Values.progress(0, 1), Values.progress(0, 1));
    fixture.comes("digits", new byte[3], new RecordHeaders());
    fixture.comes("digits", Values.progress(0, 2));
    BlockingQueue<TrainingProgress> handed = new LinkedBlockingQueue<>();
    // When
    TopicFollower<TrainingProgress> follower =
        new TopicFollower<>(
            fixture::open, fixture.name(), TrainingProgress.class, Since.BEGINNING, handed::add);
    try (follower) {
      follower.start();
      // Then
      assertThat(handed.poll(10, TimeUnit.SECONDS).getStep()).isEqualTo(1);
      assertThat(handed.poll(10, TimeUnit.SECONDS).getStep()).isEqualTo(2);
    }
    follower.completion().get(10, TimeUnit.SECONDS);
    assertThat(fixture.consumer.closed()).isTrue();
  }

  @Test
  void follower_goesOnWhileTheBrokerDoesNotTellItsPosition() throws Exception {
    // Given
    ReaderFixture fixture = new ReaderFixture(PipelineTopic.LABELS);
    BlockingQueue<Label> handed = new LinkedBlockingQueue<>();
    TopicFollower<Label> follower =
        new TopicFollower<>(
            fixture::open, fixture.name(), Label.class, Since.BEGINNING, handed::add);
    try (follower) {
      follower.start();
      fixture.consumer.positionIsUnknown = true;
      fixture.comes("a", Values.label());
      assertThat(handed.poll(10, TimeUnit.SECONDS)).isNotNull();
      fixture.comes("b", Values.label());
      // When, then
      assertThat(handed.poll(10, TimeUnit.SECONDS)).isNotNull();
      assertThat(follower.completion()).isNotDone();
    }
  }

  @Test
  void follower_endsWithTheFailureOfItsListener() {
    // Given
    ReaderFixture fixture = new ReaderFixture(PipelineTopic.LABELS);
    fixture.comes("a", Values.label());
    TopicFollower<Label> follower =
        new TopicFollower<>(
            fixture::open,
            fixture.name(),
            Label.class,
            Since.BEGINNING,
            label -> {
              throw new IllegalStateException("the listener failed");
            });
    // When
    follower.start();
    // Then
    assertThatThrownBy(() -> follower.completion().get(10, TimeUnit.SECONDS))
        .hasRootCauseMessage("the listener failed");
    follower.close();
  }
}
