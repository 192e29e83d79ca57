package dev.thalweg.monitor;

import static dev.thalweg.monitor.AccuracyFixture.PIPELINE;
import static dev.thalweg.monitor.AccuracyFixture.at;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.thalweg.monitor.accuracy.MonitorFigures.Event;
import dev.thalweg.monitor.alarm.DriftProcessor;
import dev.thalweg.schemas.DeadLetter;
import dev.thalweg.schemas.SchemaRegistry;
import dev.thalweg.schemas.avro.Alarm;
import dev.thalweg.schemas.avro.AlarmKind;
import dev.thalweg.schemas.avro.ErrorSums;
import dev.thalweg.schemas.avro.Prediction;
import dev.thalweg.schemas.avro.TrainingProgress;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class DriftTopologyTest {
  private static final int BATCH = 32;

  private final AccuracyFixture fixture = new AccuracyFixture(AccuracyFixture.config());
  private final SplittableRandom random = new SplittableRandom(1);
  private long step;
  private long image;

  @AfterEach
  void close() {
    fixture.close();
  }

  private static TrainingProgress progress(long step, int correct) {
    return new TrainingProgress(
        PIPELINE.model(),
        0,
        step,
        step * BATCH,
        BATCH,
        0.5,
        correct,
        true,
        at(step),
        List.of(),
        List.of(),
        -1,
        null,
        null);
  }

  private void train(int steps, double errorRate) {
    for (int i = 0; i < steps; i++) {
      int wrong = 0;
      for (int j = 0; j < BATCH; j++) {
        wrong += random.nextDouble() < errorRate ? 1 : 0;
      }
      step++;
      fixture.train(progress(step, BATCH - wrong), step);
    }
  }

  /** Predicts images as 7, and labels them later: rightly or as 3. */
  private void label(String model, int images, double errorRate) {
    for (int i = 0; i < images; i++) {
      String id = "image-" + image++;
      Prediction prediction = AccuracyFixture.prediction(id, 100, (int) (image % 10), at(image));
      prediction.setModel(model);
      fixture.predict(prediction, at(image));
      boolean isWrong = random.nextDouble() < errorRate;
      fixture.label(id, (int) ((image + (isWrong ? 1 : 0)) % 10), at(image + 1));
      if (i % 100 == 99) {
        fixture.settle();
      }
    }
    fixture.settle();
  }

  /** Minibatches of numbers that are off by a normal error of this deviation. */
  private void trainNumbers(int steps, double deviation) {
    for (int i = 0; i < steps; i++) {
      double absolute = 0;
      for (int j = 0; j < BATCH; j++) {
        absolute += Math.abs(deviation * random.nextGaussian());
      }
      step++;
      TrainingProgress progress = progress(step, 0);
      progress.setErrors(new ErrorSums((long) BATCH, absolute, absolute * absolute, 50.0, 100.0));
      fixture.train(progress, step);
    }
  }

  /** Predicts numbers, and tells the true ones later, which are off by an error. */
  private void tellNumbers(int examples, double deviation) {
    for (int i = 0; i < examples; i++) {
      String id = "number-" + image++;
      Prediction prediction = AccuracyFixture.prediction(id, 100, -1, at(image));
      prediction.setProbabilities(List.of());
      prediction.setValue((double) (image % 10));
      fixture.predict(prediction, at(image));
      fixture.value(id, image % 10 + deviation * random.nextGaussian(), image + 1);
      if (i % 100 == 99) {
        fixture.settle();
      }
    }
    fixture.settle();
  }

  @Test
  void errorsOfTrainedNumbers_thatRise_areOneAlarm_andThoseThatStayAreNone() {
    // Given: 20,000 samples
    trainNumbers(625, 0.5);
    assertThat(fixture.readAlarms()).isEmpty();
    // When
    trainNumbers(100, 2);
    // Then
    List<Alarm> alarms = fixture.readAlarms();
    assertThat(alarms).hasSize(1);
    assertThat(alarms.get(0).getKind()).isEqualTo(AlarmKind.DRIFT);
    assertThat(alarms.get(0).getDetail())
        .matches(
            "ADWIN: the mean absolute error of the trained weights rose from 0\\.[34]\\d+ to"
                + " 1\\.\\d+, where an error counts as 1\\.[56]\\d+ at most, at step 62[6-9] of"
                + " learner 0, its sample 20,\\d\\d\\d \\(digits.training-0-62[5-8]\\)\\.");
  }

  @Test
  void errorsOfServedNumbers_thatRise_areOneAlarm_andThoseThatStayAreNone() {
    // Given
    tellNumbers(20_000, 3);
    assertThat(fixture.readAlarms()).isEmpty();
    // When
    tellNumbers(500, 12);
    // Then
    List<Alarm> alarms = fixture.readAlarms();
    assertThat(alarms).hasSize(1);
    assertThat(alarms.get(0).getDetail())
        .matches(
            "ADWIN: the mean absolute error of the served weights rose from 2\\.\\d+ to \\d\\.\\d+,"
                + " where an error counts as \\d+\\.\\d+ at most, after 20,[01]\\d\\d labelled"
                + " predictions\\.");
  }

  @Test
  void trainerOfNumbers_thatBeginsAfresh_isNoDrift() {
    // Given
    trainNumbers(300, 0.5);
    // When
    step = 0;
    trainNumbers(300, 5);
    // Then
    assertThat(fixture.readAlarms()).isEmpty();
  }

  @Test
  void errorsThatCannotBe_areRefused() {
    // When
    TrainingProgress progress = progress(1, 0);
    progress.setErrors(new ErrorSums(BATCH + 1L, 1.0, 1.0, 0.0, 0.0));
    fixture.train(progress, 1);
    // Then
    assertThat(fixture.figures.counted(Event.REFUSED)).isEqualTo(1);
    assertThat(fixture.deadLetters.readRecordsToList())
        .extracting(l -> new String(l.headers().lastHeader(DeadLetter.ERROR_HEADER).value(), UTF_8))
        .containsExactly("33 errors of a minibatch of 32 are not possible.");
  }

  @Test
  void trainedErrors_thatRise_areOneAlarmWithinAFewSteps() {
    // Given
    train(900, 0.04);
    assertThat(fixture.readAlarms()).isEmpty();
    // When
    train(100, 0.9);
    // Then
    List<Alarm> alarms = fixture.readAlarms();
    assertThat(alarms).hasSize(1);
    Alarm alarm = alarms.get(0);
    assertThat(alarm.getModel()).isEqualTo(PIPELINE.model());
    assertThat(alarm.getKind()).isEqualTo(AlarmKind.DRIFT);
    assertThat(alarm.getDetail())
        .matches(
            "ADWIN: the errors of the trained weights rose from 4\\.\\d % to \\d\\d\\.\\d %, at"
                + " step 90[1-3] of learner 0, its sample 28,8\\d\\d"
                + " \\(digits.training-0-90[0-2]\\)\\.");
    assertThat(alarm.getAt()).isBetween(at(901), at(903));
    assertThat(fixture.figures.raised(AlarmKind.DRIFT)).isEqualTo(1);
    assertThat(fixture.figures.raised(AlarmKind.CLASS_BALANCE)).isZero();
  }

  @Test
  void servedErrors_thatRise_areOneAlarm() {
    // Given
    label(PIPELINE.model(), 3_000, 0.05);
    assertThat(fixture.readAlarms()).isEmpty();
    // When
    label(PIPELINE.model(), 500, 0.9);
    // Then
    List<Alarm> alarms = fixture.readAlarms();
    assertThat(alarms).hasSize(1);
    assertThat(alarms.get(0).getKind()).isEqualTo(AlarmKind.DRIFT);
    assertThat(alarms.get(0).getDetail())
        .matches(
            "ADWIN: the errors of the served weights rose from \\d\\.\\d % to \\d\\d\\.\\d %, after"
                + " 3,0\\d\\d labelled predictions\\.");
  }

  @Test
  void modelsOfOneScorer_areWatchedEachForItself() {
    // Given
    label("shadow", 1_000, 0.5);
    label(PIPELINE.model(), 1_000, 0.05);
    // When
    label("shadow", 500, 0.5);
    label(PIPELINE.model(), 500, 0.5);
    // Then
    assertThat(fixture.readAlarms()).extracting(Alarm::getModel).containsExactly(PIPELINE.model());
  }

  @Test
  void errorsThatFall_raiseNoAlarm() {
    train(200, 0.9);
    train(500, 0.1);
    label(PIPELINE.model(), 1_000, 0.9);
    label(PIPELINE.model(), 1_000, 0.02);
    assertThat(fixture.readAlarms()).isEmpty();
  }

  @Test
  void oneClassAmongTheSamples_isAnAlarmOfItsOwnKind() {
    // Given
    List<Integer> even = List.of(4, 4, 4, 4, 4, 4, 4, 4, 0, 0);
    List<Integer> single = List.of(0, 0, 0, 0, 0, 0, 0, 32, 0, 0);
    for (step = 1; step <= 20; step++) {
      TrainingProgress progress = progress(step, 31);
      progress.setClassCounts(even);
      fixture.train(progress, step);
    }
    // When
    for (; step <= 40; step++) {
      TrainingProgress progress = progress(step, BATCH);
      progress.setClassCounts(single);
      fixture.train(progress, step);
    }
    // Then
    List<Alarm> alarms = fixture.readAlarms();
    assertThat(alarms).extracting(Alarm::getKind).containsExactly(AlarmKind.CLASS_BALANCE);
    assertThat(alarms.get(0).getDetail())
        .isEqualTo(
            "Class balance: label 7 is 45.3 % of the latest 256 samples learned, and was 12.5 % of"
                + " those before, at step 23 of learner 0, its sample 736"
                + " (digits.training-0-22).");
  }

  @Test
  void oneClassAmongTheLabels_isAnAlarm() {
    // Given
    for (int i = 0; i < 1_000; i++) {
      fixture.label("image-" + i, i % 10, i);
    }
    // When
    for (int i = 1_000; i < 1_500; i++) {
      fixture.label("image-" + i, 3, i);
    }
    fixture.settle();
    // Then
    List<Alarm> alarms = fixture.readAlarms();
    assertThat(alarms).extracting(Alarm::getKind).containsExactly(AlarmKind.CLASS_BALANCE);
    assertThat(alarms.get(0).getDetail())
        .matches(
            "Class balance: label 3 is 40\\.\\d % of the latest 256 labels, and was \\d+\\.\\d % of"
                + " those before, after 1,08\\d labelled examples\\.");
  }

  @Test
  void repeatedLabels_areOfOneImage() {
    for (int i = 0; i < 1_000; i++) {
      fixture.label("the same", 3, i);
      fixture.label("image-" + i, i % 10, i);
    }
    fixture.settle();
    assertThat(fixture.readAlarms()).isEmpty();
  }

  @Test
  void repeatedSteps_areNotCountedTwice() {
    // Given: what a trainer that was revived writes again
    List<TrainingProgress> steps = new ArrayList<>();
    for (int i = 1; i <= 400; i++) {
      steps.add(progress(i, i == 301 ? 28 : 31));
    }
    steps.forEach(s -> fixture.train(s, s.getStep()));
    assertThat(fixture.readAlarms()).isEmpty();
    // When: the bad one alone, many times over
    Collections.nCopies(50, steps.get(300)).forEach(s -> fixture.train(s, 400));
    // Then
    assertThat(fixture.readAlarms()).isEmpty();
  }

  @Test
  void trainerThatBeginsAfresh_isNotADrift() {
    // Given
    train(500, 0.03);
    // When
    step = 0;
    train(100, 0.9);
    // Then
    assertThat(fixture.readAlarms()).isEmpty();
  }

  @Test
  void impossibleSteps_areInDeadLetters_andTheRestIsWatched() {
    // Given
    TrainingProgress tooRight = progress(1, BATCH + 1);
    TrainingProgress negative = progress(1, 1);
    negative.setPartition(-1);
    TrainingProgress empty = progress(1, 0);
    empty.setBatchSize(0);
    TrainingProgress otherSum = progress(1, 1);
    otherSum.setClassCounts(List.of(1, 2));
    // When
    fixture.sendTraining("hello".getBytes(UTF_8), at(1));
    for (TrainingProgress impossible : List.of(tooRight, negative, empty, otherSum)) {
      fixture.train(impossible, 1);
    }
    train(500, 0.03);
    train(10, 0.9);
    // Then
    assertThat(fixture.deadLetters.readRecordsToList())
        .extracting(l -> new String(l.headers().lastHeader(DeadLetter.ERROR_HEADER).value(), UTF_8))
        .satisfiesExactly(
            e -> assertThat(e).contains("wire format"),
            e -> assertThat(e).contains("33 right of a minibatch of 32"),
            e -> assertThat(e).contains("learner -1"),
            e -> assertThat(e).contains("minibatch of 0"),
            e -> assertThat(e).contains("3 samples"));
    assertThat(fixture.readAlarms()).hasSize(1);
  }

  @Test
  void models_areBounded() {
    for (int i = 0; i < 50; i++) {
      TrainingProgress progress = progress(1, 1);
      progress.setModel("model-" + i);
      fixture.train(progress, i);
    }
    assertThat(fixture.driver.getKeyValueStore(DriftProcessor.STORE).approximateNumEntries())
        .isEqualTo(16);
  }

  @Test
  void topology_withoutDrift_readsNoTrainingAndRaisesNoAlarm() {
    String described =
        new AccuracyTopology(AccuracyFixture.config(), SchemaRegistry.inMemory(), false)
            .get()
            .describe()
            .toString();
    assertThat(described).doesNotContain("training").doesNotContain("alarms", "outcomes", "drift");
  }
}
