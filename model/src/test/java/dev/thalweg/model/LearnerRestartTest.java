package dev.thalweg.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.thalweg.model.learning.Hyperparameters;
import dev.thalweg.model.learning.Preset;
import dev.thalweg.model.learning.Schedule;
import dev.thalweg.model.network.Architecture;
import dev.thalweg.model.network.Datatype;
import dev.thalweg.model.network.Parameters;
import dev.thalweg.model.optimizer.Sgd;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What a restart forgets, and what it keeps. */
class LearnerRestartTest {
  private static final int BATCH = 8;
  private static final Architecture SMALL =
      Architecture.parse("4x5 dense(7,tanh) dense(3,softmax) cross_entropy");
  private static final String VARIANTS = "dev.thalweg.model.LearnerTest#variants";

  private static byte[] state(Learner learner) {
    ByteBuffer buffer = ByteBuffer.allocate(learner.stateBytes());
    learner.writeState(buffer);
    return buffer.array();
  }

  private static void learn(Learner learner, Samples samples, int steps) {
    for (int i = 0; i < steps; i++) {
      samples.next();
      learner.step(samples.inputs, samples.targets, samples.weights);
    }
  }

  /** The state of a learner that has taken no step, and has these weights all the same. */
  private static ByteBuffer fresh(Learner learner, Parameters weights) {
    ByteBuffer state = ByteBuffer.wrap(state(learner)).order(ByteOrder.LITTLE_ENDIAN);
    int vectors = (state.capacity() - 24) / (4 * weights.values().length);
    boolean averaging = learner.hyperparameters().emaSamples() > 0;
    state.putLong(0).putLong(0).putLong(0);
    for (int vector = 0; vector < vectors; vector++) {
      boolean moment = vector > 0 && !(averaging && vector == vectors - 1);
      for (float w : weights.values()) {
        state.putFloat(moment ? 0 : w);
      }
    }
    return state.flip();
  }

  @ParameterizedTest
  @MethodSource(VARIANTS)
  void restartedLearner_goesOnLikeANewOneWithItsWeights(Hyperparameters h) {
    // Given
    var samples = new Samples(SMALL, BATCH, 3);
    var same = new Samples(SMALL, BATCH, 3);
    try (var learner = new Learner(SMALL, h, Datatype.UINT8);
        var anew = new Learner(SMALL, h, Datatype.UINT8)) {
      learn(learner, samples, 9);
      for (int i = 0; i < 9; i++) {
        same.next();
      }
      Parameters before = learner.parameters();

      // When
      learner.restart();
      anew.readState(fresh(learner, before));

      // Then: the weights stay, and are what is served; moments and average are those of a start
      assertThat(learner.parameters()).isEqualTo(before);
      assertThat(learner.serving()).isEqualTo(before);
      for (int step = 1; step <= 9; step++) {
        learn(learner, samples, 1);
        learn(anew, same, 1);
        assertThat(learner.parameters()).isEqualTo(anew.parameters());
        assertThat(learner.serving()).isEqualTo(anew.serving());
        assertThat(learner.steps()).isEqualTo(9 + step);
        assertThat(learner.samples()).isEqualTo((9L + step) * BATCH);
      }
    }
  }

  @ParameterizedTest
  @MethodSource(VARIANTS)
  void restartedState_continuesBitForBit(Hyperparameters h) {
    // Given
    var samples = new Samples(SMALL, BATCH, 5);
    var same = new Samples(SMALL, BATCH, 5);
    try (var one = new Learner(SMALL, h, Datatype.UINT8);
        var two = new Learner(SMALL, h, Datatype.UINT8)) {
      learn(one, samples, 6);
      one.restart();
      learn(one, samples, 3);
      for (int i = 0; i < 9; i++) {
        same.next();
      }

      // When
      two.readState(ByteBuffer.wrap(state(one)));
      learn(one, samples, 5);
      learn(two, same, 5);

      // Then
      assertThat(state(two)).isEqualTo(state(one));
    }
  }

  @ParameterizedTest
  @MethodSource(VARIANTS)
  void secondRestartBeforeAStep_changesNothing(Hyperparameters h) {
    try (var learner = new Learner(SMALL, h, Datatype.UINT8)) {
      // Given
      learn(learner, new Samples(SMALL, BATCH, 5), 6);
      learner.restart();
      byte[] once = state(learner);

      // When
      learner.restart();

      // Then
      assertThat(state(learner)).isEqualTo(once);
    }
  }

  @ParameterizedTest
  @MethodSource(VARIANTS)
  void restartAtTheVeryBeginning_changesNothing(Hyperparameters h) {
    try (var learner = new Learner(SMALL, h, Datatype.UINT8)) {
      byte[] before = state(learner);
      learner.restart();
      assertThat(state(learner)).isEqualTo(before);
    }
  }

  @Test
  void scheduleClock_countsFromTheRestart() {
    // Given: plain steps whose length is the rate's, over the same minibatch
    var h =
        Preset.named("online")
            .hyperparameters()
            .with(Hyperparameters.BATCH_SIZE, (long) BATCH)
            .with(Hyperparameters.OPTIMIZER, new Sgd())
            .with(Hyperparameters.SCHEDULE, new Schedule.Linear(0.1, 0, 4 * BATCH))
            .with(Hyperparameters.EMA_SAMPLES, 0L);
    var samples = new Samples(SMALL, BATCH, 7);
    try (var learner = new Learner(SMALL, h, Datatype.UINT8)) {
      learn(learner, samples, 4);
      Parameters ended = learner.parameters();
      learn(learner, samples, 1);
      assertThat(learner.parameters()).as("a rate of 0").isEqualTo(ended);

      // When
      learner.restart();
      samples.next();
      float[] gradient = learner.gradient(samples.inputs, samples.targets, samples.weights);
      learner.step(samples.inputs, samples.targets, samples.weights);

      // Then: the first rate again
      for (int i = 0; i < gradient.length; i++) {
        assertThat(learner.parameters().values()[i])
            .isEqualTo(ended.values()[i] - 0.1f * gradient[i]);
      }
    }
  }

  @Test
  void stateOfALearnerWithoutRestarts_isReadAsOneThatHadNone() {
    // Given: the two counters that there were
    var h = Preset.named("online").hyperparameters().with(Hyperparameters.BATCH_SIZE, (long) BATCH);
    try (var learner = new Learner(SMALL, h, Datatype.UINT8);
        var other = new Learner(SMALL, h, Datatype.UINT8)) {
      learn(learner, new Samples(SMALL, BATCH, 5), 6);
      byte[] now = state(learner);
      ByteBuffer old = ByteBuffer.allocate(now.length - 8 + 5).position(5);
      old.put(now, 0, 16).put(now, 24, now.length - 24).position(5);

      // When
      other.readState(Learner.stateWithoutRestart(old));

      // Then
      assertThat(state(other)).isEqualTo(now);
      assertThat(old.position()).isEqualTo(5);
    }
  }

  @Test
  void restartAfterMoreStepsThanThereWere_isRefused() {
    try (var learner =
        new Learner(SMALL, Preset.named("online").hyperparameters(), Datatype.UINT8)) {
      for (long[] counters : new long[][] {{5, 0, 6}, {5, 3, 3}, {5, 0, -1}}) {
        ByteBuffer state = ByteBuffer.wrap(state(learner)).order(ByteOrder.LITTLE_ENDIAN);
        state.putLong(counters[0]).putLong(counters[1]).putLong(counters[2]).rewind();
        assertThatThrownBy(() -> learner.readState(state))
            .isInstanceOf(IllegalArgumentException.class)
            .hasMessageContaining("impossible");
      }
    }
  }
}
