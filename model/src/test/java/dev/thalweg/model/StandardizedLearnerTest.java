package dev.thalweg.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.thalweg.model.learning.Hyperparameters;
import dev.thalweg.model.learning.Preset;
import dev.thalweg.model.merge.ModelWeights;
import dev.thalweg.model.network.Architecture;
import dev.thalweg.model.network.Datatype;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** A learner whose network begins by standardizing the examples' numbers. */
class StandardizedLearnerTest {
  private static final int BATCH = 4;
  private static final Architecture NETWORK =
      Architecture.parse("3 standardize dense(8,relu) dense(2,softmax) cross_entropy");
  private static final Hyperparameters LEARNING =
      Preset.named("online").hyperparameters().with(Hyperparameters.BATCH_SIZE, (long) BATCH);

  private final Random random = new Random(3);
  private final float[] inputs = new float[BATCH * 3];
  private final double[] labels = new double[BATCH];
  private final float[] weights = {1, 1, 1, 1};

  /** The class is whether the first number, near a million, is the larger one; some are missing. */
  private Step step(Learner learner) {
    for (int i = 0; i < BATCH; i++) {
      labels[i] = random.nextInt(2);
      inputs[3 * i] =
          1e6f + 100 * ((float) labels[i] - 0.5f) + (float) (30 * random.nextGaussian());
      inputs[3 * i + 1] = random.nextInt(4) == 0 ? Float.NaN : 1e-6f * random.nextFloat();
      inputs[3 * i + 2] = 7;
    }
    return learner.step(inputs, labels, weights);
  }

  private static Learner learner() {
    return new Learner(NETWORK, LEARNING, Datatype.FP32);
  }

  private static byte[] state(Learner learner) {
    ByteBuffer state = ByteBuffer.allocate(learner.stateBytes());
    learner.writeState(state);
    return state.array();
  }

  @Test
  void numbersOfAnyScale_areLearned() {
    try (Learner learner = learner()) {
      int correct = 0;
      for (int i = 0; i < 500; i++) {
        Step step = step(learner);
        assertThat(step.applied()).isTrue();
        correct += i < 400 ? 0 : step.correct();
      }

      assertThat(correct).isGreaterThan(360);
      float[] served = learner.serving().values();
      assertThat(served[0]).isCloseTo(1e6f, within(20f));
      assertThat(1 / served[3]).isCloseTo(58, within(6f));
      assertThat(served[5]).isZero(); // the third is constant
    }
  }

  @Test
  void minibatch_isScaledByWhatWasKnownBeforeIt() {
    try (Learner learner = learner()) {
      Step first = step(learner);

      assertThat(first.lossSum() / BATCH).isCloseTo(Math.log(2), within(1e-6)); // all are 0 to it
    }
  }

  @Test
  void weightless_isNotCounted() {
    try (Learner learner = learner()) {
      step(learner);
      float[] before = learner.parameters().values().clone();
      List.of(0, 1, 2, 3).forEach(i -> weights[i] = 0);
      step(learner);

      assertThat(learner.parameters().values()[0]).isEqualTo(before[0]);
    }
  }

  @Test
  void state_continuesBitForBit() {
    try (Learner one = learner();
        Learner two = learner()) {
      for (int i = 0; i < 5; i++) {
        step(one);
      }
      two.readState(ByteBuffer.wrap(state(one)));
      for (int i = 0; i < 5; i++) {
        step(one);
        two.step(inputs, labels, weights);
      }

      assertThat(state(two)).isEqualTo(state(one));
    }
  }

  @Test
  void severalUpdates_standOnTheSameNumbers() {
    Hyperparameters three = LEARNING.with(Hyperparameters.UPDATES, 3L);
    try (Learner learner = new Learner(NETWORK, three, Datatype.FP32);
        Learner once = learner()) {
      for (int i = 0; i < 5; i++) {
        step(learner);
        once.step(inputs, labels, weights);
      }

      assertThat(learner.parameters().values()).startsWith(statistics(once));
    }
  }

  private static float[] statistics(Learner learner) {
    return Arrays.copyOf(learner.parameters().values(), 6);
  }

  @Test
  void severalLearners_knowTheNumbersOfAll() {
    try (Learner one = learner();
        Learner two = learner();
        Learner both = learner()) {
      // Given
      ModelWeights begun = one.weights();
      for (int i = 0; i < 20; i++) {
        step(i % 2 == 0 ? one : two);
        both.step(inputs, labels, weights);
      }

      // When: twice, to see that none is counted again
      ModelWeights first =
          begun.plus(List.of(one.weights().minus(begun), two.weights().minus(begun)), 2);
      one.adopt(first);
      two.adopt(first);
      for (int i = 0; i < 20; i++) {
        step(i % 2 == 0 ? one : two);
        both.step(inputs, labels, weights);
      }
      ModelWeights second =
          first.plus(List.of(one.weights().minus(first), two.weights().minus(first)), 2);

      // Then
      float[] expected = statistics(both);
      for (int i = 0; i < expected.length; i++) {
        float near = 1e-3f * Math.abs(expected[i]); // what is out of reach is judged elsewhere
        assertThat(second.trained()[i]).isCloseTo(expected[i], within(near));
        assertThat(second.average()[i]).isEqualTo(second.trained()[i]);
      }
    }
  }

  @Test
  void bytes_areScaledAsTheNetworkSeesThem() {
    try (Learner learner = new Learner(NETWORK, LEARNING, Datatype.UINT8)) {
      learner.step(
          new float[] {0, 0, 0, 255, 0, 0, 0, 0, 0, 255, 0, 0}, new double[] {0, 1, 0, 1}, weights);

      assertThat(learner.parameters().values()).startsWith(0.5f, 0, 0, 2, 0, 0);
    }
  }

  @Test
  void anotherPlaceThanTheFirst_isRefused() {
    assertThatThrownBy(
            () -> Architecture.parse("3 dense(4,relu) standardize dense(2,softmax) cross_entropy"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("put it first");
  }
}
