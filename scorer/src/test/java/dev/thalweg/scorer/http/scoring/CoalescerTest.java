package dev.thalweg.scorer.http.scoring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.thalweg.http.Waiting;
import dev.thalweg.http.route.ProblemException;
import dev.thalweg.model.Classifier;
import dev.thalweg.model.network.Architecture;
import dev.thalweg.model.network.Datatype;
import dev.thalweg.scorer.http.Catalog;
import dev.thalweg.snapshots.ServedModel;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class CoalescerTest {
  private static final ServedModel DIGITS = Catalog.snapshot("digits", 100, Catalog.ARCHITECTURE);

  private static final int QUEUED_MAX = 64;

  private final Catalog catalog = Catalog.serving(100);
  private final BlockingQueue<Integer> batches = new LinkedBlockingQueue<>();
  private final Coalescer coalescer = new Coalescer(catalog, QUEUED_MAX, batches::add);

  @AfterEach
  void close() {
    catalog.release();
    coalescer.close();
  }

  private static QueuedRequest image(long number) {
    return image(number, Optional.empty());
  }

  private static QueuedRequest image(long number, Optional<ServedModel> version) {
    byte[] pixels = Catalog.pixels(number);
    float[] values = new float[pixels.length];
    for (int i = 0; i < values.length; i++) {
      values[i] = Classifier.unit(pixels[i]);
    }
    return version
        .map(served -> QueuedRequest.ofVersion(served, values, 1))
        .orElseGet(() -> QueuedRequest.ofCurrent(DIGITS, values, 1));
  }

  private static RequestScores scores(CompletableFuture<RequestScores> future) throws Exception {
    return future.get(30, TimeUnit.SECONDS);
  }

  private static void assertScored(RequestScores scores, ServedModel model, long number) {
    float[] expected = Catalog.probabilities(model, Catalog.pixels(number));
    for (int c = 0; c < expected.length; c++) {
      assertThat(scores.probability(0, c)).isCloseTo(expected[c], within(1e-5f));
    }
    assertThat(scores.model().sha256()).isEqualTo(model.sha256());
  }

  /** Has the scoring thread wait with one image in hand. */
  private CompletableFuture<RequestScores> hold() {
    catalog.hold();
    coalescer.start();
    CompletableFuture<RequestScores> held = coalescer.submit(image(0));
    Waiting.until(catalog::isHolding);
    return held;
  }

  @Test
  void loneImage_isScoredByItself() throws Exception {
    // Given
    coalescer.start();

    // When
    RequestScores scores = scores(coalescer.submit(image(1)));

    // Then
    assertScored(scores, catalog.current("digits").orElseThrow(), 1);
    assertThat(batches).containsExactly(1);
  }

  @Test
  void imagesThatComeWhileOneIsScored_areOneBatch() throws Exception {
    // Given
    CompletableFuture<RequestScores> held = hold();
    List<CompletableFuture<RequestScores>> gathered = new ArrayList<>();
    for (int i = 1; i <= 40; i++) {
      gathered.add(coalescer.submit(image(i)));
    }

    // When
    catalog.release();

    // Then
    ServedModel model = catalog.current("digits").orElseThrow();
    assertScored(scores(held), model, 0);
    for (int i = 0; i < gathered.size(); i++) {
      assertScored(scores(gathered.get(i)), model, i + 1);
    }
    assertThat(batches).containsExactly(1, 40);
    assertThat(coalescer.queuedExamples()).isZero();
  }

  @Test
  void versionsInOneBatch_areEachScoredWithTheirOwn() throws Exception {
    // Given
    CompletableFuture<RequestScores> held = hold();
    List<ServedModel> versions = new ArrayList<>();
    List<CompletableFuture<RequestScores>> gathered = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      versions.add(Catalog.snapshot("digits", i, Catalog.ARCHITECTURE));
      gathered.add(coalescer.submit(image(i, Optional.of(versions.get(i)))));
    }

    // When
    catalog.release();

    // Then
    scores(held);
    for (int i = 0; i < gathered.size(); i++) {
      assertScored(scores(gathered.get(i)), versions.get(i), i);
    }
  }

  @Test
  void imagesAboveTheQueuesLimit_areTurnedAway() {
    // Given
    var unusedHeld = hold();
    for (int i = 0; i < QUEUED_MAX; i++) {
      var unused = coalescer.submit(image(i));
    }

    // When, then
    assertThatThrownBy(() -> coalescer.submit(image(1)))
        .isInstanceOfSatisfying(
            ProblemException.class, problem -> assertThat(problem.status()).isEqualTo(429));
  }

  @Test
  void networkOfAnotherSizeMeanwhile_refusesTheImagesOfTheOld_andTakesTheNew() throws Exception {
    // Given
    Architecture small = Architecture.parse("4x4 dense(3,softmax) cross_entropy");
    coalescer.start();
    scores(coalescer.submit(image(1)));
    ServedModel other = Catalog.snapshot("digits", 300, small);
    catalog.serve(other);

    // When
    CompletableFuture<RequestScores> old = coalescer.submit(image(1));
    RequestScores scores =
        scores(coalescer.submit(QueuedRequest.ofCurrent(other, new float[16], 1)));

    // Then
    assertThatThrownBy(() -> scores(old)).hasMessageContaining("4x4");
    assertThat(scores.model().version()).isEqualTo(300);
    assertThat(scores.classes()).isEqualTo(3);
  }

  @Test
  void examplesOfAnotherDatatypeMeanwhile_refuseThoseOfTheOld() throws Exception {
    // Given
    coalescer.start();
    catalog.serve(Catalog.snapshot("digits", 300, Catalog.ARCHITECTURE, Datatype.FP32));

    // When, then
    assertThatThrownBy(() -> scores(coalescer.submit(image(1)))).hasMessageContaining("FP32");
  }

  @Test
  void weightsThatOverflow_areSaidNotToBeNumbers() throws Exception {
    // Given
    float[] huge = new float[Catalog.ARCHITECTURE.parameterCount()];
    java.util.Arrays.fill(huge, Float.MAX_VALUE);
    ServedModel model = Catalog.snapshot("digits", 1, Catalog.ARCHITECTURE);
    ServedModel overflowing =
        new ServedModel(
            "digits",
            2,
            2,
            "2",
            dev.thalweg.model.network.Parameters.of(Catalog.ARCHITECTURE, huge),
            model.datatype(),
            model.trainedAt());
    coalescer.start();

    // When
    RequestScores scores = scores(coalescer.submit(image(1, Optional.of(overflowing))));

    // Then
    assertThat(scores.areFinite()).isFalse();
  }

  @Test
  void close_turnsAwayWhatWaits() {
    // Given
    CompletableFuture<RequestScores> waiting = coalescer.submit(image(1));

    // When
    coalescer.close();

    // Then
    assertThatThrownBy(waiting::join).hasCauseInstanceOf(ProblemException.class);
    assertThatThrownBy(() -> coalescer.submit(image(1))).isInstanceOf(ProblemException.class);
  }
}
