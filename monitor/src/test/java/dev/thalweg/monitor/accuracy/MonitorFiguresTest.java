package dev.thalweg.monitor.accuracy;

import static dev.thalweg.monitor.AccuracyFixture.PIPELINE;
import static dev.thalweg.monitor.AccuracyFixture.at;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.thalweg.metrics.Metrics;
import dev.thalweg.monitor.AccuracyFixture;
import dev.thalweg.monitor.accuracy.MonitorFigures.Event;
import dev.thalweg.monitor.metrics.MonitorMetric;
import dev.thalweg.monitor.metrics.MonitorMetrics;
import dev.thalweg.monitor.score.ServedFigures;
import dev.thalweg.schemas.avro.Prediction;
import dev.thalweg.schemas.avro.TrainingProgress;
import dev.thalweg.topics.Values;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class MonitorFiguresTest {
  private static final Duration WINDOW = Duration.ofSeconds(10);
  private static final Duration RETENTION = Duration.ofSeconds(60);

  private final AccuracyFixture fixture =
      new AccuracyFixture(new AccuracyConfig(PIPELINE, WINDOW, RETENTION, 100));
  private final MonitorFigures figures = fixture.figures;

  @AfterEach
  void close() {
    fixture.close();
  }

  @Test
  void events_areCountedAsTheJoinDecides() {
    // When: one matched and repeated, one without a label, one label too late, one unreadable
    fixture.predict("a", 100, 7, 1);
    fixture.label("a", 7, 2);
    fixture.predict("a", 100, 7, 3);
    fixture.label("a", 7, 4);
    fixture.predict("b", 100, 7, 5);
    for (int i = 0; i < 16; i++) {
      fixture.label("a", 7, 62); // a single label does not move the time
    }
    fixture.label("b", 7, 70);
    fixture.sendPrediction("x", "hello".getBytes(UTF_8), at(71));
    fixture.pass(Duration.ofSeconds(61)); // the labels are silent, and not waited for
    for (int i = 0; i < 10; i++) {
      fixture.predict("c" + i, 100, 7, 200);
    }
    fixture.settle();

    // Then
    assertThat(figures.counted(Event.PREDICTION)).isEqualTo(12);
    assertThat(figures.counted(Event.LABEL)).isEqualTo(2);
    assertThat(figures.counted(Event.JOINED)).isEqualTo(1);
    assertThat(figures.counted(Event.UNMATCHED))
        .isEqualTo(fixture.total().getUnlabelled())
        .isEqualTo(1);
    assertThat(figures.counted(Event.LATE_LABEL))
        .isEqualTo(fixture.total().getLateLabels())
        .isEqualTo(1);
    assertThat(figures.counted(Event.REPEATED_PREDICTION)).isEqualTo(1);
    assertThat(figures.counted(Event.REPEATED_LABEL)).isEqualTo(17);
    assertThat(figures.counted(Event.REFUSED)).isEqualTo(1);
  }

  @Test
  void accuracy_isThatOfAllAndOfTheLatestWindow() {
    // Given
    List<ModelFigures> models = new ArrayList<>();
    figures.eachModel(models::add);
    fixture.predict("a", 100, 7, 1);
    fixture.predict("b", 100, 7, 12);
    fixture.predict("c", 100, 7, 13);
    fixture.settle();
    assertThat(models).isEmpty();

    // When: the label of an earlier window comes last
    fixture.label("b", 7, 20);
    fixture.label("c", 6, 20);
    fixture.settle();
    fixture.label("a", 7, 30);
    fixture.settle();

    // Then
    assertThat(models).hasSize(1);
    assertThat(models.get(0).model()).isEqualTo("digits");
    assertThat(models.get(0).window().accuracy()).isEqualTo(0.5);
    assertThat(models.get(0).all().accuracy()).isEqualTo(2 / 3.0);
  }

  @Test
  void kappa_isOfAllThatWasLabelled() {
    // Given: two of three right, where chance gets four of nine
    List<ModelFigures> models = new ArrayList<>();
    figures.eachModel(models::add);
    fixture.predict("a", 100, 7, 1);
    fixture.predict("b", 100, 7, 2);
    fixture.predict("c", 100, 6, 3);
    // When
    fixture.label("a", 7, 4);
    fixture.label("b", 6, 4);
    fixture.label("c", 6, 4);
    fixture.settle();
    // Then
    assertThat(models.get(0).all().kappa()).isCloseTo(0.4, within(1e-12));
    assertThat(models.get(0).all().mae()).isNaN();
    assertThat(models.get(0).all().ranking().auc()).isNaN();
  }

  @Test
  void numbers_haveErrorsAndNoAccuracy() {
    // Given
    List<ModelFigures> models = new ArrayList<>();
    figures.eachModel(models::add);
    // When: predicted 1, 2, 6; they were 1, 3, 5
    double[] predicted = {1, 2, 6};
    double[] was = {1, 3, 5};
    for (int i = 0; i < 3; i++) {
      Prediction prediction = AccuracyFixture.prediction("n" + i, 100, -1, at(1));
      prediction.setProbabilities(List.of());
      prediction.setValue(predicted[i]);
      fixture.predict(prediction, at(1));
      fixture.value("n" + i, was[i], 2);
    }
    fixture.settle();
    // Then
    ServedFigures all = models.get(0).all();
    assertThat(all.accuracy()).isNaN();
    assertThat(all.mae()).isCloseTo(2 / 3.0, within(1e-12));
    assertThat(all.rmse()).isCloseTo(Math.sqrt(2 / 3.0), within(1e-12));
    assertThat(all.r2()).isCloseTo(0.75, within(1e-12));
    assertThat(models.get(0).window().mae()).isCloseTo(2 / 3.0, within(1e-12));
  }

  @Test
  void noChange_isOfTheLatestSamplesOfTheOwnModel() {
    // When
    TrainingProgress own = Values.progress(0, 1);
    TrainingProgress other = Values.progress(0, 1);
    other.setModel("stranger");
    other.setUnchanged(32);
    figures.trained(own);
    figures.trained(other);
    // Then
    assertThat(figures.noChange()).isEqualTo(2 / 32.0);
    assertThat(figures.noChangeError()).isNaN();
  }

  @Test
  void models_areBounded() {
    // Given
    List<ModelFigures> models = new ArrayList<>();
    figures.eachModel(models::add);

    // When
    for (int i = 0; i < MonitorFigures.MODELS_MAX + 5; i++) {
      Prediction prediction = AccuracyFixture.prediction("a", 100, 7, at(1));
      prediction.setModel("stranger-" + i);
      fixture.predict(prediction, at(1));
    }
    fixture.label("a", 7, 2);
    fixture.settle();

    // Then
    assertThat(models).hasSize(MonitorFigures.MODELS_MAX);
  }

  @Test
  void everyMetric_isShown() {
    try (Metrics metrics = new Metrics()) {
      // Given
      MonitorMetrics.watch(figures, metrics);
      MonitorMetrics.watchPage(() -> 2, () -> 5, () -> 3, metrics);
      fixture.predict("a", 100, 7, 1);
      fixture.label("a", 7, 2);

      // When
      fixture.settle();

      // Then
      String scraped = metrics.scrape();
      assertThat(scraped.lines())
          .contains(
              "thalweg_monitor_predictions_total 1.0",
              "thalweg_monitor_accuracy_ratio{model=\"digits\"} 1.0",
              "thalweg_monitor_window_accuracy_ratio{model=\"digits\"} 1.0",
              "thalweg_monitor_kappa_ratio{model=\"digits\"} NaN",
              "thalweg_monitor_mae{model=\"digits\"} NaN",
              "thalweg_monitor_no_change_ratio NaN",
              "thalweg_monitor_alarms_raised_total{kind=\"drift\"} 0.0",
              "thalweg_monitor_records_repeated_total{topic=\"labels\"} 0.0",
              "thalweg_monitor_pages_open 2.0",
              "thalweg_monitor_drawings_sent_total 5.0",
              "thalweg_monitor_drawings_labelled_total 3.0");
      for (MonitorMetric metric : MonitorMetric.values()) {
        assertThat(scraped)
            .contains("# HELP " + metric.exposed() + " " + metric.declaration().description());
      }
    }
  }
}
