package dev.thalweg.monitor;

import static dev.thalweg.monitor.AccuracyFixture.PIPELINE;
import static dev.thalweg.monitor.AccuracyFixture.T0;
import static dev.thalweg.monitor.AccuracyFixture.at;
import static dev.thalweg.monitor.AccuracyFixture.prediction;
import static dev.thalweg.monitor.AccuracyFixture.seconds;
import static org.assertj.core.api.Assertions.assertThat;

import dev.thalweg.monitor.accuracy.AccuracyConfig;
import dev.thalweg.monitor.accuracy.MonitorFigures.Event;
import dev.thalweg.monitor.join.LabelJoinProcessor;
import dev.thalweg.schemas.avro.Alarm;
import dev.thalweg.schemas.avro.AlarmKind;
import dev.thalweg.schemas.avro.Prediction;
import dev.thalweg.schemas.avro.TrainingProgress;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever a record says of its time, the others are counted as if it had not come. */
class ClocksTopologyTest {
  private static final Duration DAY = Duration.ofDays(1);

  private final AccuracyFixture fixture = new AccuracyFixture(AccuracyFixture.config());
  private int image;

  @AfterEach
  void close() {
    fixture.close();
  }

  /** Images that are predicted, and labelled ten seconds later. */
  private void images(int count, Instant from) {
    for (int i = 0; i < count; i++) {
      Instant at = from.plusSeconds(i);
      String id = "image-" + (image + i);
      fixture.predict(prediction(id, 100, 7, at), at);
      if (i >= 10) {
        fixture.label("image-" + (image + i - 10), 7, at);
      }
    }
    for (int i = count - 10; i < count; i++) {
      fixture.label("image-" + (image + i), 7, from.plusSeconds(i + 10L));
    }
    image += count;
  }

  private void assertThatAllAreMatched(int images) {
    fixture.settle();
    assertThat(fixture.total().getLabelled()).isEqualTo(images);
    assertThat(fixture.total().getUnlabelled()).isZero();
    assertThat(fixture.total().getLateLabels()).isZero();
  }

  @Test
  void labelFromAhead_doesNotStopTheJoin() {
    // Given: live, with what is still waiting
    Instant now = fixture.now();
    images(300, now.minusSeconds(320));
    fixture.predict(prediction("waits", 100, 7, now), now);
    // When
    fixture.predict(prediction("ahead", 100, 7, now), now);
    fixture.label("ahead", 7, now.plusSeconds(50 * 60));
    images(300, now);
    fixture.label("waits", 7, now);
    // Then
    assertThatAllAreMatched(602);
    assertThat(fixture.figures.counted(Event.BOUNDED_TIME)).isGreaterThanOrEqualTo(1);
  }

  @Test
  void recordFromAheadOfABacklog_doesNotGiveUpWhatWaits() {
    // Given: a monitor that starts on what is a day old
    images(300, T0);
    fixture.predict("waits", 100, 7, 300);
    // When: of half a day later, which the wall clock does not know to be wrong
    fixture.predict("ahead", 100, 7, 300);
    fixture.label("ahead", 7, at(43_200));
    fixture.predict(prediction("ahead, too", 100, 7, at(301)), at(43_200));
    fixture.label("ahead, too", 7, 301);
    images(300, at(301));
    fixture.label("waits", 7, 700);
    // Then
    assertThatAllAreMatched(603);
    assertThat(fixture.figures.counted(Event.BOUNDED_TIME)).isZero();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "1970-01-01T00:00:00Z",
        "1970-01-02T00:00:00Z",
        "2010-01-01T00:00:00Z",
        "2019-06-01T00:00:00Z"
      })
  void recordsFromLongAgo_findTheirPartners_andMoveNothing(String longAgo) {
    // Given
    images(100, fixture.now().minusSeconds(120));
    // When
    Instant then = Instant.parse(longAgo);
    for (int i = 0; i < 100; i++) {
      fixture.label("label first " + i, 7, then);
      fixture.predict(prediction("image first " + i, 100, 7, then), then);
    }
    images(100, fixture.now().minusSeconds(110));
    for (int i = 0; i < 100; i++) {
      fixture.predict(prediction("label first " + i, 100, 7, then), fixture.now());
      fixture.label("image first " + i, 7, fixture.now());
    }
    // Then
    assertThatAllAreMatched(400);
    assertThat(fixture.figures.counted(Event.BOUNDED_TIME)).isEqualTo(200);
  }

  @Test
  void predictionsScoredAhead_areCountedInTheWindowOfTheirArrival() {
    // Given
    images(50, fixture.now().minusSeconds(60));
    fixture.settle();
    int windows = fixture.latest().size();
    // When: as many windows as are held, and more
    for (int i = 0; i < 500; i++) {
      Instant ahead = fixture.now().plusSeconds(60 + i * 10L);
      fixture.predict(prediction("ahead " + i, 100, 7, ahead), fixture.now());
    }
    fixture.settle();
    images(50, fixture.now());
    // Then
    assertThatAllAreMatched(100);
    assertThat(fixture.latest().size() - windows).isLessThan(10);
    assertThat(fixture.total().getWindowEnd()).isBeforeOrEqualTo(fixture.now().plusSeconds(60));
  }

  @Test
  void idThatComesAgainAfterHours_isAnotherImage() {
    // Given
    images(50, fixture.now().minusSeconds(60));
    // When
    fixture.pass(Duration.ofHours(3));
    image = 0;
    images(50, fixture.now().minusSeconds(60));
    // Then
    assertThatAllAreMatched(100);
    assertThat(fixture.figures.counted(Event.REPEATED_PREDICTION)).isEqualTo(0);
  }

  @Test
  void backlogOfWhichOnePartWasReadAhead_findsItsPartners() {
    // Given: predictions of three hours, before any of their labels
    for (int i = 0; i < 1_000; i++) {
      fixture.predict("image-" + i, 100, 7, i * 10L);
      fixture.label("image-" + i / 100, 7, i / 10);
    }
    // When
    for (int i = 10; i < 1_000; i++) {
      fixture.label("image-" + i, 7, i * 10L);
    }
    // Then
    assertThatAllAreMatched(1_000);
  }

  @Test
  void manyTimesThatCannotBe_areOneAlarm() {
    // Given
    images(300, fixture.now().minusSeconds(320));
    fixture.settle();
    assertThat(fixture.readAlarms()).isEmpty();
    // When
    for (int i = 0; i < 2_000; i++) {
      fixture.label("other " + i, i % 10, Instant.EPOCH);
      if (i % 100 == 0) {
        fixture.settle();
      }
    }
    fixture.settle();
    // Then
    List<Alarm> alarms = fixture.readAlarms();
    assertThat(alarms).extracting(Alarm::getKind).containsExactly(AlarmKind.CLOCK);
    assertThat(alarms.get(0).getDetail())
        .matches("Clocks: \\d+\\.\\d % of the latest records .* Check the clocks .*\\.");
    assertThat(alarms.get(0).getAt()).isBetween(T0, fixture.now());
  }

  @Test
  void trainingFromAhead_isAnAlarmOfThePresent() {
    // When
    for (int step = 1; step <= 1_000; step++) {
      int correct = step <= 900 ? 31 : 2;
      TrainingProgress progress =
          new TrainingProgress(
              PIPELINE.model(),
              0,
              (long) step,
              step * 32L,
              32,
              0.5,
              correct,
              true,
              at(0),
              List.of(),
              List.of(),
              -1,
              null,
              null);
      fixture.train(progress, DAY.toSeconds() + 3_600);
    }
    // Then
    assertThat(fixture.readAlarms()).hasSize(1).allMatch(a -> a.getAt().equals(fixture.now()));
  }

  @Test
  void imagesWithoutLabels_areHeldWithinTheirBytes_andCounted() {
    // Given
    AccuracyConfig config =
        new AccuracyConfig(PIPELINE, seconds(10), seconds(3_600), 1_000_000, 1 << 20);
    try (AccuracyFixture small = new AccuracyFixture(config)) {
      // When: each image with 32 predictions of models with long names
      for (int i = 0; i < 1_000; i++) {
        for (int model = 0; model < 32; model++) {
          Prediction forged = prediction("image-" + i, 100, 7, at(i));
          forged.setModel("m".repeat(250) + model);
          small.predict(forged, at(i));
        }
      }
      small.settle();
      // Then
      long held =
          small.driver.getKeyValueStore(LabelJoinProcessor.IMAGES_STORE).approximateNumEntries();
      assertThat(held).isBetween(50L, 130L);
      assertThat(small.figures.counted(Event.UNMATCHED)).isEqualTo((1_000 - held) * 32);
    }
  }
}
