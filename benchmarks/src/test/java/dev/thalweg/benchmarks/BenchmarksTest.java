package dev.thalweg.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.thalweg.model.Preset;
import dev.thalweg.producer.GeneratedDigits;
import dev.thalweg.producer.ImageSource;
import dev.thalweg.producer.ImageStream;
import dev.thalweg.producer.SampleOrder;
import dev.thalweg.producer.Split;
import dev.thalweg.schemas.UserException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** That the benchmarks measure what they say; what they measure is nobody's test. */
class BenchmarksTest {
  private static final long SECOND_NS = 1_000_000_000L;

  @Test
  void rateWindow_leavesTheFirstHalfOut() {
    // Given
    RateWindow window = new RateWindow(1_000);
    // When
    window.reached(100, 0);
    window.reached(600, 100 * SECOND_NS);
    window.reached(1_000, 102 * SECOND_NS);
    // Then
    assertThat(window.samplesPerSecond()).isEqualTo(200);
  }

  @Test
  void rateWindow_givesNoRateWithoutTime() {
    RateWindow window = new RateWindow(10);
    window.reached(10, SECOND_NS);
    assertThatThrownBy(window::samplesPerSecond).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void trainingRate_takesTheMedianOfTheRoundsRatios() {
    // Given a disturbed round
    TrainingRate rate =
        rate(
            new TrainingRate.Round(100, 80, 1),
            new TrainingRate.Round(10, 9, 4),
            new TrainingRate.Round(120, 60, 1));
    // When / Then
    assertThat(rate.getMedianMemory()).isEqualTo(100);
    assertThat(rate.getMedianLog()).isEqualTo(60);
    assertThat(rate.getMedianRatio()).isEqualTo(0.8);
    assertThat(rate.table()).contains("| 2 | 10 | 9 | 0.90 |", "| median | 100 | 60 | 0.80 |");
  }

  @Test
  void trainingRate_takesTheMiddleOfTwoRounds() {
    TrainingRate rate =
        rate(new TrainingRate.Round(100, 50, 1), new TrainingRate.Round(200, 70, 1));
    assertThat(rate.getMedianLog()).isEqualTo(60);
  }

  private static TrainingRate rate(TrainingRate.Round... rounds) {
    return new TrainingRate(Machine.here(), "online", 32, "digits", 200, 1_000, List.of(rounds));
  }

  @Test
  void result_namesMachineRoundsAndMedians(@TempDir Path dir) throws Exception {
    // Given
    Path file = dir.resolve("rate.json");
    // When
    new ResultFile(file).write(rate(new TrainingRate.Round(100, 50, 1)));
    // Then
    assertThat(Files.readString(file))
        .contains("\"cores\"", "\"jdk\"", "\"backend\"", "\"medianRatio\" : 0.5", "\"ratio\"");
  }

  @Test
  void result_isRefusedBeforeTheWorkWhenItsFolderIsMissing(@TempDir Path dir) {
    Path file = dir.resolve("missing").resolve("rate.json");
    assertThatThrownBy(() -> new ResultFile(file))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("missing");
  }

  @Test
  void memoryFold_learnsEverySampleOnceInTheStreamsOrder() {
    // Given
    ImageSource images = new ImagesInMemory(new GeneratedDigits(1, Split.TRAIN), 200);
    SampleOrder order = new SampleOrder(200, 6_400, SampleOrder.Shuffle.LATER_EPOCHS, 1);
    MemoryFold fold =
        new MemoryFold(
            new Workload(
                Preset.named("online"), ImageStream.of(images, Split.TRAIN, order), 6_400));
    // When
    FoldRun first = fold.run();
    FoldRun second = fold.run();
    // Then
    assertThat(first.correct()).isBetween(3_200L, 6_400L).isEqualTo(second.correct());
    assertThat(first.samplesPerSecond()).isPositive();
  }

  @ParameterizedTest
  @ValueSource(strings = {"online", "keras"})
  void stepBenchmark_learnsWholeMinibatches(String preset) {
    // Given
    StepBenchmark benchmark = new StepBenchmark();
    benchmark.preset = preset;
    benchmark.prepare();
    int batch = Preset.named(preset).hyperparameters().batchSize();
    // When
    int correct = benchmark.samples();
    // Then
    assertThat(StepBenchmark.SAMPLES % batch).isZero();
    assertThat(correct).isBetween(1, StepBenchmark.SAMPLES);
    benchmark.free();
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 32, 256, 2048})
  void scoreBenchmark_scoresWholeBatches(int batch) {
    // Given
    ScoreBenchmark benchmark = new ScoreBenchmark();
    benchmark.batch = batch;
    benchmark.prepare();
    // When
    float[] probabilities = benchmark.images();
    // Then
    assertThat(ScoreBenchmark.IMAGES % batch).isZero();
    assertThat(probabilities).hasSize(batch * 10);
    assertThat(probabilities[0]).isPositive();
    benchmark.free();
  }

  @Test
  void codecBenchmark_decodesWhatItEncodes() throws Exception {
    CodecBenchmark benchmark = new CodecBenchmark();
    benchmark.prepare();
    assertThat(benchmark.encode()).hasSizeGreaterThan(28 * 28);
    assertThat(benchmark.decode().getLabel()).isEqualTo(7);
  }
}
