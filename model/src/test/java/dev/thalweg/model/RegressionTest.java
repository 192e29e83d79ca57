package dev.thalweg.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.thalweg.model.learning.Hyperparameters;
import dev.thalweg.model.learning.Preset;
import dev.thalweg.model.merge.ModelWeights;
import dev.thalweg.model.network.Architecture;
import dev.thalweg.model.network.Datatype;
import dev.thalweg.model.network.Shape;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A network that predicts a number. */
class RegressionTest {
  private static final int BATCH = 4;
  private static final Preset PRESET = Preset.named("tabular");
  private static final Architecture NETWORK = PRESET.regression(Shape.of(2));
  private static final Hyperparameters LEARNING =
      PRESET
          .hyperparameters()
          .with(Hyperparameters.BATCH_SIZE, (long) BATCH)
          .with(Hyperparameters.EMA_SAMPLES, 40L);

  private final Random random = new Random(3);
  private final float[] inputs = new float[BATCH * 2];
  private final double[] targets = new double[BATCH];
  private final float[] weights = {1, 1, 1, 1};

  /** The target is middle + spread (2 a - |b|) for normal a and b. */
  private Step step(Learner learner, double middle, double spread) {
    for (int i = 0; i < BATCH; i++) {
      inputs[2 * i] = (float) random.nextGaussian();
      inputs[2 * i + 1] = (float) random.nextGaussian();
      targets[i] = middle + spread * (2.0 * inputs[2 * i] - Math.abs(inputs[2 * i + 1]));
    }
    return learner.step(inputs, targets, weights);
  }

  private Step step(Learner learner) {
    return step(learner, 250_000, 40_000);
  }

  private static Learner learner() {
    return new Learner(NETWORK, LEARNING, Datatype.FP32);
  }

  private static byte[] state(Learner learner) {
    ByteBuffer state = ByteBuffer.allocate(learner.stateBytes());
    learner.writeState(state);
    return state.array();
  }

  @ParameterizedTest
  @CsvSource({"250000, 40000", "250000, 10", "0.000001, 0.0000003", "-7, 1e20", "0, 1"})
  void targetsOfAnyScale_areLearned(double middle, double spread) {
    try (Learner learner = learner()) {
      // When
      double error = 0;
      double squares = 0;
      for (int i = 0; i < 2_000; i++) {
        Step step = step(learner, middle, spread);
        assertThat(step.applied()).isTrue();
        assertThat(step.predicted()).isEmpty();
        error += i < 1_500 ? 0 : step.absoluteError();
        squares += i < 1_500 ? 0 : step.squaredError();
      }

      // Then: the mean as the answer to all would be wrong by 1.66 spreads on average
      assertThat(error / 500 / BATCH).isLessThan(0.25 * spread);
      assertThat(Math.sqrt(squares / 500 / BATCH)).isLessThan(0.5 * spread);
    }
  }

  @Test
  void classifier_answersInTheTargetsUnit() {
    try (Learner learner = learner();
        Classifier classifier = new Classifier(NETWORK, BATCH)) {
      for (int i = 0; i < 1_000; i++) {
        step(learner);
      }

      float[] values = new float[BATCH];
      classifier.score(learner.serving(), inputs, BATCH, values);

      for (int i = 0; i < BATCH; i++) {
        assertThat((double) values[i]).isCloseTo(targets[i], within(60_000.0));
      }
    }
  }

  @Test
  void firstSamples_areLearnedAsTheyAre() {
    try (Learner learner = learner()) {
      step(learner);

      float[] values = learner.parameters().values();
      assertThat((double) values[values.length - 2])
          .isCloseTo((targets[0] + targets[1] + targets[2] + targets[3]) / 4, within(1.0));
      assertThat(values[values.length - 1]).isGreaterThan(1_000);
    }
  }

  @Test
  void oneWildTarget_doesNotDrownTheOthers() {
    try (Learner learner = learner()) {
      for (int i = 0; i < 500; i++) {
        step(learner);
      }
      float[] before = learner.parameters().values();
      targets[2] = 1e30;
      assertThat(learner.step(inputs, targets, weights).applied()).isTrue();

      float[] after = learner.parameters().values();
      assertThat(after[after.length - 1]).isLessThan(1.1f * before[before.length - 1]);
      assertThat(step(learner).absoluteError() / BATCH).isLessThan(100_000);
    }
  }

  @Test
  void state_continuesBitForBit() {
    Hyperparameters replaying = LEARNING.with(Hyperparameters.REPLAY_SAMPLES, 4L);
    for (Hyperparameters h : List.of(LEARNING, replaying)) {
      try (Learner one = new Learner(NETWORK, h, Datatype.FP32);
          Learner two = new Learner(NETWORK, h, Datatype.FP32)) {
        for (int i = 0; i < 5; i++) {
          step(one);
          two.remember(inputs, targets, weights);
        }
        byte[] state = state(one);
        two.readState(ByteBuffer.wrap(state));
        for (int i = 0; i < one.remembered(); i++) {
          two.remember(inputs, targets, weights);
        }
        step(one);
        if (one.remembered() == 0) {
          two.step(inputs, targets, weights);

          assertThat(state(two)).isEqualTo(state(one));
        }
      }
    }
  }

  @Test
  void severalLearners_knowTheTargetsOfAll() {
    try (Learner one = learner();
        Learner two = learner();
        Learner both = learner()) {
      ModelWeights begun = one.weights();
      for (int i = 0; i < 40; i++) {
        step(i % 2 == 0 ? one : two);
        both.step(inputs, targets, weights);
      }

      ModelWeights merged =
          begun.plus(List.of(one.weights().minus(begun), two.weights().minus(begun)), 2);

      float[] expected = both.parameters().values();
      for (int i = expected.length - 2; i < expected.length; i++) {
        assertThat(merged.trained()[i]).isCloseTo(expected[i], within(0.02f * expected[i]));
        assertThat(merged.average()[i]).isEqualTo(merged.trained()[i]);
      }
      ModelWeights read = ModelWeights.read(merged.toBytes(), NETWORK, LEARNING);
      assertThat(read.toBytes()).isEqualTo(merged.toBytes());
    }
  }

  @Test
  void impossibleTarget_isRefused() {
    try (Learner learner = learner()) {
      for (double target : new double[] {Double.NaN, Double.POSITIVE_INFINITY, -2e30}) {
        targets[1] = target;
        assertThatThrownBy(() -> learner.step(inputs, targets, weights))
            .isInstanceOf(IllegalArgumentException.class)
            .hasMessageContaining("is not possible; give a number");
      }
      assertThat(learner.steps()).isZero();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "6 dense(1,softmax) cross_entropy",
        "6 dense(1,softmax) huber(1)",
        "6 dense(1,scaled) cross_entropy",
        "6 dense(2,scaled) huber(1)",
        "6 dense(1,scaled) huber(0)",
        "6 dense(1,scaled) huber(1.0)",
        "6 dense(1,scaled) huber"
      })
  void networkThatCannotBe_isRefused(String text) {
    assertThatThrownBy(() -> Architecture.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageMatching(".{20,200}[.]");
  }

  @Test
  void softmaxOfOne_isToldWhatToWrite() {
    assertThatThrownBy(() -> Architecture.parse("6 dense(1,softmax) cross_entropy"))
        .hasMessageContaining("at least 2 classes; for a number, end with dense(1,scaled)");
  }
}
