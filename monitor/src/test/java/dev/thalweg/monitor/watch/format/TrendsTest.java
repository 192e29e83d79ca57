package dev.thalweg.monitor.watch.format;

import static org.assertj.core.api.Assertions.assertThat;

import dev.thalweg.schemas.PipelineTopic;
import dev.thalweg.schemas.avro.AccuracyScope;
import dev.thalweg.schemas.avro.TrainingProgress;
import dev.thalweg.schemas.avro.WindowAccuracy;
import dev.thalweg.topics.ReaderFixture;
import dev.thalweg.topics.TopicRecord;
import dev.thalweg.topics.Values;
import org.apache.avro.specific.SpecificRecord;
import org.junit.jupiter.api.Test;

class TrendsTest {
  private final Trends trends = new Trends();
  private final ReaderFixture training = new ReaderFixture(PipelineTopic.TRAINING);
  private final ReaderFixture accuracy = new ReaderFixture(PipelineTopic.ACCURACY);

  private String trend(SpecificRecord value) {
    TopicRecord record = (value instanceof TrainingProgress ? training : accuracy).read("k", value);
    trends.add(record);
    return trends.of(record);
  }

  private static WindowAccuracy window(String model, int number, long labelled, long correct) {
    WindowAccuracy window = Values.accuracy(AccuracyScope.WINDOW);
    window.setModel(model);
    window.setWindowStart(ReaderFixture.AT.plusSeconds(10L * number));
    window.setLabelled(labelled);
    window.setCorrect(correct);
    return window;
  }

  private static TrainingProgress step(int partition, long step, int correct) {
    TrainingProgress progress = Values.progress(partition, step);
    progress.setCorrect(correct);
    return progress;
  }

  @Test
  void windows_areOneBlockEach_theLatestReport() {
    assertThat(trend(window("digits", 0, 100, 95))).isEqualTo("█");
    assertThat(trend(window("digits", 1, 10, 9))).isEqualTo("█▇");
    assertThat(trend(window("digits", 1, 100, 20))).isEqualTo("█▁");
    assertThat(trend(window("digits", 2, 100, 75))).isEqualTo("█▁▅");
  }

  @Test
  void lateReportOfAWindow_showsTheTrendUpToIt() {
    trend(window("digits", 0, 100, 95));
    trend(window("digits", 1, 100, 20));
    assertThat(trend(window("digits", 0, 100, 75))).isEqualTo("▅");
    assertThat(trend(window("digits", 2, 100, 95))).isEqualTo("▅▁█");
  }

  @Test
  void windowThatNobodyHasLabelled_isNoBlock() {
    assertThat(trend(window("digits", 0, 0, 0))).isEmpty();
    assertThat(trend(window("digits", 1, 4, 4))).isEqualTo("█");
  }

  @Test
  void versions_areATrendOfTheirOwn_andTheTotalHasNone() {
    trend(window("digits", 0, 100, 95));
    WindowAccuracy version = window("digits", 0, 100, 75);
    version.setScope(AccuracyScope.VERSION);
    WindowAccuracy total = window("digits", 0, 100, 75);
    total.setScope(AccuracyScope.TOTAL);
    assertThat(trend(version)).isEqualTo("▅");
    assertThat(trend(total)).isEmpty();
  }

  @Test
  void models_haveTrendsOfTheirOwn() {
    trend(window("digits", 0, 100, 95));
    assertThat(trend(window("shadow", 0, 100, 20))).isEqualTo("▁");
  }

  @Test
  void trend_isOfTheLatestWindows() {
    trend(window("digits", 0, 100, 20));
    for (int number = 1; number < Trends.LENGTH; number++) {
      trend(window("digits", number, 100, 95));
    }
    assertThat(trend(window("digits", Trends.LENGTH, 100, 75)))
        .isEqualTo("█".repeat(Trends.LENGTH - 1) + "▅");
  }

  @Test
  void steps_areTakenTogether() {
    String trend = "";
    for (int step = 1; step <= 3 * Trends.STEPS_OF_A_POINT; step++) {
      boolean isDip = step > Trends.STEPS_OF_A_POINT && step <= 2 * Trends.STEPS_OF_A_POINT;
      trend = trend(step(0, step, isDip ? 2 + step % 2 : 31));
      trend(step(1, step, 24));
    }
    assertThat(trend).isEqualTo("█▁█");
    assertThat(trend(step(1, 96, 24))).isEqualTo("▅▅▅");
  }

  @Test
  void trainerThatBeginsAfresh_hasANewTrend() {
    trend(step(0, 33, 31));
    assertThat(trend(step(0, 1, 8))).isEqualTo("▁");
  }

  @Test
  void trendOfManyModels_isRememberedWithinABound() {
    trend(window("digits", 0, 100, 95));
    for (int i = 0; i < 64; i++) {
      trend(window("stranger-" + i, 0, 100, 95));
    }
    assertThat(trend(window("digits", 1, 100, 20))).isEqualTo("▁");
  }
}
