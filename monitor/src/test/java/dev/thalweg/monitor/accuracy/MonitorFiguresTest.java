package dev.thalweg.monitor.accuracy;

import static dev.thalweg.monitor.AccuracyFixture.PIPELINE;
import static dev.thalweg.monitor.AccuracyFixture.at;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.thalweg.metrics.Metrics;
import dev.thalweg.monitor.AccuracyFixture;
import dev.thalweg.monitor.accuracy.MonitorFigures.Event;
import dev.thalweg.monitor.metrics.MonitorMetric;
import dev.thalweg.monitor.metrics.MonitorMetrics;
import dev.thalweg.schemas.avro.Prediction;
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
    assertThat(models.get(0).windowAccuracy()).isEqualTo(0.5);
    assertThat(models.get(0).accuracy()).isEqualTo(2 / 3.0);
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
