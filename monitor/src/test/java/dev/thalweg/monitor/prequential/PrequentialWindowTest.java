package dev.thalweg.monitor.prequential;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.thalweg.schemas.avro.ErrorSums;
import dev.thalweg.schemas.avro.TrainingProgress;
import dev.thalweg.topics.Values;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class PrequentialWindowTest {
  private final PrequentialWindow window = new PrequentialWindow();

  private static TrainingProgress minibatch(
      int correct, List<Integer> labels, List<Integer> predicted, int unchanged) {
    TrainingProgress progress = Values.progress(0, 1);
    progress.setBatchSize(labels.stream().mapToInt(count -> count).sum());
    progress.setCorrect(correct);
    progress.setClassCounts(labels);
    progress.setPredictedCounts(predicted);
    progress.setUnchanged(unchanged);
    return progress;
  }

  @Test
  void figures_areThoseOfATextbooksTable() {
    // Given: 100 samples: a: 45 right, 15 called b; b: 15 right, 25 called a
    window.add(minibatch(60, List.of(60, 40), List.of(70, 30), 52));

    // Then: chance agrees on 0.6 * 0.7 + 0.4 * 0.3 = 0.54
    assertThat(window.accuracy()).isEqualTo(0.6);
    assertThat(window.kappa()).isCloseTo((0.6 - 0.54) / 0.46, within(1e-12));
    assertThat(window.noChange()).isEqualTo(0.52);
    assertThat(window.temporalKappa()).isCloseTo((0.6 - 0.52) / 0.48, within(1e-12));
  }

  @Test
  void window_isRecountedExactly_whateverTheSizes() {
    // Given: minibatches of any size
    Random random = new Random(3);
    List<int[]> samples = new ArrayList<>(); // label, prediction, whether the label is the last one
    List<Integer> sizes = new ArrayList<>();
    int last = -1;
    for (int i = 0; i < 400; i++) {
      int size = 1 + random.nextInt(60);
      Integer[] labels = {0, 0, 0, 0};
      Integer[] predicted = {0, 0, 0, 0};
      int correct = 0;
      int unchanged = 0;
      for (int j = 0; j < size; j++) {
        int label = random.nextInt(3) == 0 && last >= 0 ? last : random.nextInt(4);
        int prediction = random.nextInt(3) == 0 ? random.nextInt(4) : label;
        samples.add(new int[] {label, prediction, label == last ? 1 : 0});
        labels[label]++;
        predicted[prediction]++;
        correct += label == prediction ? 1 : 0;
        unchanged += label == last ? 1 : 0;
        last = label;
      }
      sizes.add(size);
      window.add(minibatch(correct, List.of(labels), List.of(predicted), unchanged));

      // When: those minibatches are counted that reach back 1,000 samples
      int counted = 0;
      for (int k = sizes.size() - 1; k >= 0 && counted < PrequentialWindow.SAMPLES; k--) {
        counted += sizes.get(k);
      }
      List<int[]> recent = samples.subList(samples.size() - counted, samples.size());

      // Then
      double n = recent.size();
      double right = recent.stream().filter(s -> s[0] == s[1]).count() / n;
      double chance = 0;
      for (int c = 0; c < 4; c++) {
        int label = c;
        chance +=
            recent.stream().filter(s -> s[0] == label).count()
                / n
                * recent.stream().filter(s -> s[1] == label).count()
                / n;
      }
      assertThat(window.accuracy()).isCloseTo(right, within(1e-12));
      if (chance < 1) {
        assertThat(window.kappa()).isCloseTo((right - chance) / (1 - chance), within(1e-9));
      }
      assertThat(window.noChange())
          .isCloseTo(recent.stream().filter(s -> s[2] == 1).count() / n, within(1e-12));
    }
  }

  @Test
  void oneClass_hasNoKappa_andRepeatingIsAsGood() {
    window.add(minibatch(50, List.of(50), List.of(50), 50));
    assertThat(window.accuracy()).isEqualTo(1);
    assertThat(window.kappa()).isNaN();
    assertThat(window.noChange()).isEqualTo(1);
    assertThat(window.temporalKappa()).isNaN();
  }

  @Test
  void recordsOfAnOlderTrainer_haveAnAccuracyAlone() {
    TrainingProgress old = minibatch(9, List.of(10), List.of(), -1);
    old.setClassCounts(List.of());
    window.add(old);
    assertThat(window.accuracy()).isEqualTo(0.9);
    assertThat(window.kappa()).isNaN();
    assertThat(window.noChange()).isNaN();
    assertThat(window.temporalKappa()).isNaN();
  }

  @Test
  void whatNoTrainerSays_isPassedOver() {
    assertThat(window.accuracy()).isNaN();
    window.add(minibatch(11, List.of(10), List.of(10), 0));
    window.add(minibatch(-1, List.of(10), List.of(10), 0));
    window.add(minibatch(1, List.of(10), List.of(10), 11));
    window.add(minibatch(1, Collections.nCopies(100_000, 1), List.of(10), 0));
    assertThat(window.accuracy()).isNaN();
  }

  @Test
  void numbers_areHeldAgainstTheLastValueAgain() {
    PrequentialWindow window = new PrequentialWindow();
    assertThat(window.errors().meanAbsolute()).isNaN();
    for (int i = 0; i < 3; i++) {
      TrainingProgress progress = new TrainingProgress();
      progress.setBatchSize(400);
      progress.setClassCounts(List.of());
      progress.setPredictedCounts(List.of());
      progress.setUnchanged(-1);
      progress.setErrors(new ErrorSums(400L, 100.0 * i, 0.0, 0.0, 0.0));
      progress.setUnchangedError(800.0);
      window.add(progress);
    }

    assertThat(window.errors().meanAbsolute()).isEqualTo(0.25);
    assertThat(window.noChangeError()).isEqualTo(2);
    assertThat(window.noChange()).isNaN();
  }
}
