package dev.thalweg.cli.demo.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.thalweg.schemas.avro.ErrorSums;
import dev.thalweg.schemas.avro.TrainingProgress;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class PrequentialTallyTest {
  private final PrequentialTally tally = new PrequentialTally();

  private static TrainingProgress progress(int size, int correct, int unchanged) {
    TrainingProgress progress = new TrainingProgress();
    progress.setBatchSize(size);
    progress.setCorrect(correct);
    progress.setUnchanged(unchanged);
    progress.setClassCounts(List.of());
    progress.setPredictedCounts(List.of());
    return progress;
  }

  private static TrainingProgress classes(
      int correct, int unchanged, List<Integer> labelled, List<Integer> predicted) {
    int size = labelled.stream().mapToInt(many -> many).sum();
    TrainingProgress progress = progress(size, correct, unchanged);
    progress.setClassCounts(labelled);
    progress.setPredictedCounts(predicted);
    return progress;
  }

  /** Targets, each predicted too high by 1. */
  private static TrainingProgress numbers(double unchangedError, double... targets) {
    TrainingProgress progress = progress(targets.length, 0, 0);
    double mean = Arrays.stream(targets).average().orElseThrow();
    long size = targets.length;
    double squares = Arrays.stream(targets).map(t -> (t - mean) * (t - mean)).sum();
    progress.setErrors(new ErrorSums(size, (double) size, (double) size, mean, squares));
    progress.setUnchangedError(unchangedError);
    return progress;
  }

  @Test
  void figures_areNoneAtFirst() {
    assertThat(tally.figures())
        .isEqualTo(
            new Prequential(
                Double.NaN,
                Double.NaN,
                Double.NaN,
                Double.NaN,
                Double.NaN,
                Double.NaN,
                Double.NaN));
  }

  @Test
  void classes_haveAccuracyNoChangeAndKappa() {
    // Given of 10 samples 7 that are right, and labels 6 to 4, predictions 5 to 5
    tally.add(classes(4, 2, List.of(4, 1), List.of(3, 2)));
    tally.add(classes(3, 3, List.of(2, 3), List.of(2, 3)));

    // Then
    Prequential figures = tally.figures();
    assertThat(figures.accuracy()).isEqualTo(0.7);
    assertThat(figures.noChangeAccuracy()).isEqualTo(0.5);
    assertThat(figures.kappa()).isCloseTo((0.7 - 0.5) / 0.5, within(1e-12));
    assertThat(figures.meanAbsoluteError()).isNaN();
    assertThat(figures.lastValueError()).isNaN();
  }

  @Test
  void noChange_isOfTheSamplesWhereItWasCounted() {
    tally.add(progress(6, 3, -1));
    tally.add(progress(4, 3, 1));

    assertThat(tally.figures().accuracy()).isEqualTo(0.6);
    assertThat(tally.figures().noChangeAccuracy()).isEqualTo(0.25);
  }

  @Test
  void numbers_haveErrorsAsOfOneBatch() {
    // Given
    tally.add(numbers(1.5, 10));
    tally.add(numbers(6, 12, 20));
    tally.add(numbers(0, 30));

    // Then: the squares about the mean of all four, which is 18, are 248
    Prequential figures = tally.figures();
    assertThat(figures.accuracy()).isNaN();
    assertThat(figures.kappa()).isNaN();
    assertThat(figures.meanAbsoluteError()).isEqualTo(1);
    assertThat(figures.rootMeanSquaredError()).isEqualTo(1);
    assertThat(figures.lastValueError()).isEqualTo(7.5 / 4);
    assertThat(figures.r2()).isCloseTo(1 - 4.0 / 248, within(1e-12));
  }
}
