package dev.thalweg.monitor.watch.format;

import static org.assertj.core.api.Assertions.assertThat;

import dev.thalweg.monitor.watch.format.RecordFormatTest.Expected;
import dev.thalweg.schemas.PipelineTopic;
import dev.thalweg.schemas.avro.AccuracyScope;
import dev.thalweg.schemas.avro.ErrorSums;
import dev.thalweg.schemas.avro.Label;
import dev.thalweg.schemas.avro.Prediction;
import dev.thalweg.schemas.avro.Sample;
import dev.thalweg.schemas.avro.Snapshot;
import dev.thalweg.schemas.avro.TrainingProgress;
import dev.thalweg.schemas.avro.WindowAccuracy;
import dev.thalweg.topics.ReaderFixture;
import dev.thalweg.topics.TopicRecord;
import dev.thalweg.topics.Values;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Lines for people of a model that predicts a number. */
class LinesOfNumbersTest {
  private static final LineStyle STYLE =
      new LineStyle(ZoneOffset.UTC, LocalDate.of(2026, 1, 1), true, Integer.MAX_VALUE);

  static List<Expected> lines() {
    Snapshot snapshot = Values.snapshot(10);
    snapshot.setError(0.0123456);
    TrainingProgress progress = Values.progress(0, 100);
    progress.setErrors(new ErrorSums(32L, 16.0, 128.0, 7.0, 512.0));
    progress.setUnchangedError(64.0);
    WindowAccuracy accuracy = Values.accuracy(AccuracyScope.WINDOW);
    accuracy.setErrors(new ErrorSums(800L, 1_600_000.0, 8e9, 7.0, 0.0));
    Prediction prediction = Values.prediction();
    prediction.setLabel(-1);
    prediction.setValue(0.5);
    Label label = Values.label();
    label.setLabel(-1);
    label.setValue(-1_234_567.5);
    Sample sample = Values.sample();
    sample.setTarget(1.25);
    return List.of(
        new Expected(
            PipelineTopic.SNAPSHOTS,
            snapshot,
            "time          key           sequence    version      step       loss       MAE"
                + "    parameters  sha256        parent",
            "12:00:00.250  k                   10      20000       625     0.3125   0.01235"
                + "       31400 B  abababababab  efefefefefef"),
        new Expected(
            PipelineTopic.TRAINING,
            progress,
            "time          partition     step    samples  batch      loss       MAE      RMSE"
                + "       R2  no change  taken",
            "12:00:00.250          0      100       3200     32    0.2500    0.5000     2.000"
                + "   0.7500      2.000  yes"),
        new Expected(
            PipelineTopic.ACCURACY,
            accuracy,
            "time          scope    from      to         version   scored  labelled       MAE"
                + "      RMSE       R2  unlabelled  late  model",
            "12:00:00.250  WINDOW   12:00:00  12:00:10     20000     1000       800      2000"
                + "      3162        -           -     -  digits"),
        new Expected(
            PipelineTopic.PREDICTIONS,
            prediction,
            "time          id                      version   label  probability     latency"
                + "  model   scorer",
            "12:00:00.250  test-00001                20000  0.5000            -       12 ms"
                + "  digits  scorer-1"),
        new Expected(
            PipelineTopic.LABELS,
            label,
            "time          id                       label",
            "12:00:00.250  test-00001            -1234568"),
        new Expected(
            PipelineTopic.SAMPLES,
            sample,
            "time             offset  id                    target           format  source",
            "12:00:00.250          0  train-00001            1.250        2x3 UINT8  mnist"));
  }

  @ParameterizedTest
  @MethodSource("lines")
  void line_hasErrorsInPlaceOfTheAccuracy(Expected expected) {
    // Given
    LineFormat format = new LineFormat(expected.topic(), STYLE);
    TopicRecord record = new ReaderFixture(expected.topic()).read("k", expected.value());
    // When
    format.pass(record);
    String line = format.line(record);
    // Then
    assertThat(format.heading()).contains(expected.heading());
    assertThat(line).isEqualTo(expected.line());
  }

  @Test
  void heading_isNew_whereNumbersComeInPlaceOfClasses() {
    // Given
    ReaderFixture fixture = new ReaderFixture(PipelineTopic.ACCURACY);
    LineFormat format = new LineFormat(PipelineTopic.ACCURACY, STYLE);
    assertThat(format.needsHeading()).isTrue();
    assertThat(format.heading().orElseThrow()).contains("kappa").doesNotContain("RMSE");
    // When: nothing is labelled, so there is no telling
    WindowAccuracy accuracy = Values.accuracy(AccuracyScope.WINDOW);
    accuracy.setLabelled(0L);
    format.pass(fixture.read("k", accuracy));
    // Then
    assertThat(format.needsHeading()).isFalse();
    // When
    accuracy.setLabelled(800L);
    accuracy.setErrors(new ErrorSums(800L, 8.0, 8.0, 7.0, 0.0));
    format.pass(fixture.read("k", accuracy));
    // Then
    assertThat(format.needsHeading()).isTrue();
    assertThat(format.heading().orElseThrow()).contains("RMSE").doesNotContain("kappa");
  }
}
