package dev.thalweg.model;

import static org.assertj.core.api.Assertions.assertThat;

import dev.thalweg.model.experience.Experience;
import dev.thalweg.model.experience.Rows;
import dev.thalweg.model.learning.Hyperparameters;
import dev.thalweg.model.learning.Schedule;
import dev.thalweg.model.network.Architecture;
import dev.thalweg.model.network.Datatype;
import dev.thalweg.model.network.Initialization;
import dev.thalweg.model.optimizer.Adam;
import dev.thalweg.model.optimizer.Sgd;
import dev.thalweg.model.setting.Values;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Several updates by each minibatch, with older samples beside it. */
class LearnerReplayTest {
  private static final int BATCH = 8;
  private static final Architecture SMALL =
      Architecture.parse("4x5 dense(7,tanh,dropout=0.2) dense(3,softmax) cross_entropy");
  private static final Hyperparameters ONCE =
      new Hyperparameters(
          Values.NONE
              .with(Hyperparameters.BATCH_SIZE, (long) BATCH)
              .with(Hyperparameters.OPTIMIZER, new Adam(0.9, 0.999, 1e-8))
              .with(Hyperparameters.SCHEDULE, new Schedule.Constant(0.01))
              .with(Hyperparameters.INITIALIZATION, Initialization.HE_NORMAL)
              .with(Hyperparameters.EMA_SAMPLES, 80L));
  private static final Hyperparameters REPLAYING =
      ONCE.with(Hyperparameters.UPDATES, 3L)
          .with(Hyperparameters.REPLAY_SAMPLES, 5L)
          .with(Hyperparameters.REPLAY_BUFFER, 40L)
          .with(Hyperparameters.SHIFT, 1L);

  private static byte[] state(Learner learner) {
    ByteBuffer buffer = ByteBuffer.allocate(learner.stateBytes());
    learner.writeState(buffer);
    return buffer.array();
  }

  private static Step learn(Learner learner, Samples samples) {
    samples.next();
    return learner.step(samples.inputs, samples.targets, samples.weights);
  }

  @Test
  void updates_areThoseOfALearnerThatIsGivenTheirRows() {
    // Given: one that draws, and one whose minibatches are what the first draws; no dropout
    Architecture network = Architecture.parse("4x5 dense(7,tanh) dense(3,softmax) cross_entropy");
    Hyperparameters plain =
        ONCE.with(Hyperparameters.BATCH_SIZE, BATCH + 5L)
            .with(Hyperparameters.EMA_SAMPLES, 3L * 80 * (BATCH + 5) / BATCH);
    Experience experience = new Experience(REPLAYING, network.shape(), Datatype.UINT8);
    Samples samples = new Samples(network, BATCH, 3);
    try (Learner learner = new Learner(network, REPLAYING, Datatype.UINT8);
        Learner given = new Learner(network, plain, Datatype.UINT8)) {
      for (int step = 0; step < 12; step++) {
        // When
        Step tested = learn(learner, samples);
        experience.add(samples.inputs, samples.targets, samples.weights);
        for (int i = 0; i < 3; i++) {
          Rows rows = experience.rows(step, i);
          given.step(rows.inputs(), rows.targets(), rows.weights());
        }

        // Then
        assertThat(tested.applied()).isTrue();
        assertThat(learner.parameters()).isEqualTo(given.parameters());
        assertThat(learner.serving()).isEqualTo(given.serving());
      }
      assertThat(learner.samples()).isEqualTo(12 * BATCH);
    }
  }

  @Test
  void test_isOfTheNewSamplesAsTheyAre_beforeTheFirstUpdate() {
    // Given: two learners with the same weights, one of which learns each sample once
    Samples samples = new Samples(SMALL, BATCH, 3);
    try (Learner learner = new Learner(SMALL, REPLAYING, Datatype.UINT8);
        Learner once = new Learner(SMALL, ONCE, Datatype.UINT8)) {
      Step step = learn(learner, samples);
      Step expected = once.step(samples.inputs, samples.targets, samples.weights);

      assertThat(step.lossSum()).isEqualTo(expected.lossSum());
      assertThat(step.correct()).isEqualTo(expected.correct());
    }
  }

  @Test
  void severalUpdatesOfNewSamplesAlone_learnFaster() {
    Samples samples = new Samples(SMALL, BATCH, 3);
    Samples same = new Samples(SMALL, BATCH, 3);
    double once = 0;
    double thrice = 0;
    try (Learner one = new Learner(SMALL, ONCE, Datatype.UINT8);
        Learner three =
            new Learner(SMALL, ONCE.with(Hyperparameters.UPDATES, 3L), Datatype.UINT8)) {
      for (int i = 0; i < 20; i++) {
        once += learn(one, samples).lossSum();
        thrice += learn(three, same).lossSum();
      }
      assertThat(three.remembered()).isZero();
    }
    assertThat(thrice).isLessThan(0.8 * once);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 3, 4, 5, 6, 17})
  void stateAndTheLastSamples_continueBitForBit(int steps) {
    // Given: the state, and of the minibatches before it as many as the learner draws from
    Samples samples = new Samples(SMALL, BATCH, 5);
    Samples same = new Samples(SMALL, BATCH, 5);
    try (Learner one = new Learner(SMALL, REPLAYING, Datatype.UINT8);
        Learner two = new Learner(SMALL, REPLAYING, Datatype.UINT8)) {
      for (int i = 0; i < steps; i++) {
        learn(one, samples);
      }
      assertThat(one.remembered()).isEqualTo(Math.min(steps, 5));

      // When
      two.readState(ByteBuffer.wrap(state(one)));
      for (int i = 0; i < steps; i++) {
        same.next();
        if (i >= steps - one.remembered()) {
          two.remember(same.inputs, same.targets, same.weights);
        }
      }
      for (int i = 0; i < 9; i++) {
        learn(one, samples);
        learn(two, same);
      }

      // Then
      assertThat(state(two)).isEqualTo(state(one));
    }
  }

  @Test
  void updateThatDiverges_takesThoseBeforeItBack_andForgetsTheSamples() {
    // Given: each update makes the next one's loss explode, but the first has a small one
    Hyperparameters exploding =
        REPLAYING
            .with(Hyperparameters.OPTIMIZER, new Sgd())
            .with(Hyperparameters.SCHEDULE, new Schedule.Constant(1e6));
    Samples samples = new Samples(SMALL, BATCH, 5);
    try (Learner learner = new Learner(SMALL, exploding, Datatype.UINT8)) {
      byte[] before = state(learner);

      // When
      Step step = learn(learner, samples);

      // Then: the step counts, and nothing else has changed
      assertThat(step.applied()).isFalse();
      assertThat(step.lossSum() / BATCH).isLessThan(10);
      assertThat(learner.steps()).isEqualTo(1);
      assertThat(learner.remembered()).isZero();
      byte[] after = state(learner);
      after[0] = 0;
      assertThat(after).isEqualTo(before);
    }
  }

  @Test
  void restart_forgetsTheSamples() {
    try (Learner learner = new Learner(SMALL, REPLAYING, Datatype.UINT8)) {
      learn(learner, new Samples(SMALL, BATCH, 5));
      assertThat(learner.remembered()).isEqualTo(1);
      learner.restart();
      assertThat(learner.remembered()).isZero();
    }
  }
}
