package dev.thalweg.monitor.web.drawing;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.thalweg.http.route.ProblemException;
import dev.thalweg.monitor.web.state.Values;
import dev.thalweg.schemas.PipelineTopic;
import dev.thalweg.schemas.avro.Example;
import dev.thalweg.schemas.avro.Label;
import dev.thalweg.schemas.avro.Sample;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Supplier;
import org.apache.kafka.common.errors.TimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class DrawingsTest {
  private final DrawnTopics topics = new DrawnTopics(true);
  private final Drawings drawings = topics.drawings;
  private static final List<Integer> SHAPE = List.of(2, 3);

  private final byte[] pixels = new byte[2 * 3];

  @AfterEach
  void close() {
    topics.close();
  }

  private Drawing drawn(int predicted) throws InterruptedException {
    CompletableFuture<Drawing> drawing = drawings.draw(SHAPE, pixels);
    String id = ((Example) topics.await(PipelineTopic.EXAMPLES, 1).get(0)).getId();
    drawings.add(Values.prediction(id, "digits", predicted));
    return drawing.join();
  }

  private static void assertProblem(CompletableFuture<?> asked, int status) {
    assertThatThrownBy(asked::join)
        .isInstanceOf(CompletionException.class)
        .cause()
        .isInstanceOfSatisfying(
            ProblemException.class, problem -> assertThat(problem.status()).isEqualTo(status));
  }

  private static void assertRefused(Supplier<CompletableFuture<?>> asked, int status) {
    assertThatThrownBy(asked::get)
        .isInstanceOfSatisfying(
            ProblemException.class, problem -> assertThat(problem.status()).isEqualTo(status));
  }

  @Test
  void drawing_goesThroughImagesAndComesBackAsAPrediction() throws InterruptedException {
    // Given
    pixels[5] = (byte) 200;

    // When
    Drawing drawing = drawn(1);

    // Then
    Example image = (Example) topics.sent(PipelineTopic.EXAMPLES).get(0);
    assertThat(image.getId()).startsWith("page-").isEqualTo(drawing.id());
    assertThat(image.getData()).isEqualTo(ByteBuffer.wrap(pixels));
    assertThat(new String(topics.producer.history().get(0).key(), UTF_8)).isEqualTo(drawing.id());
    assertThat(drawing.prediction().join().getLabel()).isEqualTo(1);
    assertThat(drawing.wayMs()).isPositive();
    assertThat(drawings.sent()).isEqualTo(1);
    assertThat(drawings.labelled()).isZero();
  }

  @Test
  void answerOfThePipelinesOwnModel_counts() throws InterruptedException {
    // Given
    CompletableFuture<Drawing> asked = drawings.draw(SHAPE, pixels);
    String id = ((Example) topics.await(PipelineTopic.EXAMPLES, 1).get(0)).getId();

    // When
    drawings.add(Values.prediction("somebody-elses", "digits", 2));
    drawings.add(Values.prediction(id, "challenger", 0));
    drawings.add(Values.prediction(id, "digits", 1));

    // Then
    assertThat(asked.join().prediction().join().getModel()).isEqualTo("digits");
  }

  @Test
  void answerOfAnotherModel_countsWhereThePipelinesOwnHasNone() throws InterruptedException {
    // Given
    CompletableFuture<Drawing> asked = drawings.draw(SHAPE, pixels);
    String id = ((Example) topics.await(PipelineTopic.EXAMPLES, 1).get(0)).getId();

    // When
    drawings.add(Values.prediction(id, "champion", 2));

    // Then
    assertThat(asked.join().prediction().join().getModel()).isEqualTo("champion");
  }

  @Test
  void withoutAScorer_aProblemSaysSoAndTheNextOneIsTaken() {
    try (DrawnTopics lonely = new DrawnTopics(true, Duration.ofMillis(1))) {
      for (int i = 0; i < Drawings.WAITING_MAX + 1; i++) {
        assertProblem(lonely.drawings.draw(SHAPE, pixels), 504);
      }
    }
  }

  @Test
  void tooManyThatWait_areRefused() {
    // Given
    for (int i = 0; i < Drawings.WAITING_MAX; i++) {
      var unused = drawings.draw(SHAPE, pixels);
    }

    // When, then
    assertRefused(() -> drawings.draw(SHAPE, pixels), 503);
  }

  @Test
  void whatItWas_becomesALabelAndASampleOnce() throws InterruptedException {
    // Given
    pixels[5] = 9;
    Drawing drawing = drawn(1);

    // When
    drawings.label(drawing.id(), 2).join();
    assertThat(drawings.labelled()).isEqualTo(1);

    // Then
    Label label = (Label) topics.sent(PipelineTopic.LABELS).get(0);
    Sample sample = (Sample) topics.sent(PipelineTopic.SAMPLES).get(0);
    assertThat(label.getId()).isEqualTo(drawing.id());
    assertThat(label.getLabel()).isEqualTo(2);
    assertThat(sample.getId()).isEqualTo(drawing.id());
    assertThat(sample.getTarget()).isEqualTo(2);
    assertThat(sample.getSource()).isEqualTo("page");
    assertThat(sample.getData()).isEqualTo(ByteBuffer.wrap(pixels));

    // When, then
    assertRefused(() -> drawings.label(drawing.id(), 2), 409);
    assertRefused(() -> drawings.label(drawing.id(), 1), 409);
    assertThat(topics.sent(PipelineTopic.SAMPLES)).hasSize(1);
  }

  @Test
  void labelThatTheModelCanNotHave_isRefused() throws InterruptedException {
    // Given: a model of three classes
    Drawing drawing = drawn(1);

    // When, then
    assertRefused(() -> drawings.label(drawing.id(), 3), 422);
    assertRefused(() -> drawings.label(drawing.id(), -1), 422);
    assertRefused(() -> drawings.label("page-unknown", 1), 404);
    assertThat(topics.sent(PipelineTopic.LABELS)).isEmpty();
  }

  @Test
  void labelWhoseSampleKafkaDidNotTake_canBeSaidAgain() throws InterruptedException {
    try (DrawnTopics slow = new DrawnTopics(false)) {
      // Given
      CompletableFuture<Drawing> asked = slow.drawings.draw(SHAPE, pixels);
      String id = ((Example) slow.await(PipelineTopic.EXAMPLES, 1).get(0)).getId();
      slow.producer.completeNext();
      slow.drawings.add(Values.prediction(id, "digits", 1));
      asked.join();
      CompletableFuture<Void> first = slow.drawings.label(id, 1);
      slow.await(PipelineTopic.LABELS, 1);
      slow.producer.completeNext();
      slow.await(PipelineTopic.SAMPLES, 1);
      slow.producer.errorNext(new TimeoutException("the broker is away"));
      assertProblem(first, 503);

      // When
      assertRefused(() -> slow.drawings.label(id, 2), 409);
      CompletableFuture<Void> again = slow.drawings.label(id, 1);
      slow.await(PipelineTopic.SAMPLES, 2);
      slow.producer.completeNext();
      again.join();

      // Then
      assertThat(slow.sent(PipelineTopic.LABELS)).hasSize(1);
    }
  }
}
