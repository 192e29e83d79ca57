package dev.thalweg.integration.guarantee;

import static org.assertj.core.api.Assertions.assertThat;

import dev.thalweg.integration.process.ThalwegProcess;
import dev.thalweg.integration.stack.OnEachStack;
import dev.thalweg.integration.stack.TestStack;
import dev.thalweg.schemas.SnapshotRing;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.Parameter;

/** One trainer, which is stopped, killed at any moment, or loses its state in mid-flight. */
@OnEachStack(containersByDefault = false)
class InterruptedTrainerIT {
  private static final int KILLS = Integer.getInteger("guarantee.kills", 6);
  private static final int HALTS = Integer.getInteger("guarantee.halts", 4);
  private static final int STOPS = 3;

  private static final int FREEZES = 2;

  /** Longer than its transaction may be open, shorter than its session. */
  private static final int FREEZE_MS = 4_500;

  /** Some of which are refused; a trainer puts its state after 4,096 at the latest. */
  private static final int SAMPLES_PER_STATE = 4_600;

  @Parameter TestStack stack;
  @RegisterExtension final Scenarios scenarios = new Scenarios(() -> stack);

  @Test
  @Execution(ExecutionMode.CONCURRENT)
  void trainerKilledAtRandomMoments_takesTheSnapshotsOfOneThatNothingInterrupts()
      throws InterruptedException {
    SplittableRandom random = scenarios.random("killed");
    Trial killed = scenarios.trial("killed").replaying();
    Trial calm = scenarios.trial("calm").replaying();
    try (SampleStream stream =
        new SampleStream(killed.connection(), killed.pipeline(), calm.pipeline())) {
      // Given: the same stream for both, of no more snapshots than the ring has slots
      stream.flow(150, 512 * SnapshotRing.SLOTS);
      ThalwegProcess uninterrupted = calm.train("calm");

      // When: in turns while it starts and restores, and while it learns
      for (int kill = 0; kill < KILLS; kill++) {
        ThalwegProcess trainer = killed.train("one");
        if (kill % 2 == 1) {
          killed.awaitReady(trainer);
        }
        TimeUnit.MILLISECONDS.sleep(random.nextInt(kill % 2 == 1 ? 2_000 : 4_000));
        killed.kill(trainer);
      }
      stream.stop();

      // Then
      killed.audit(killed.train("one"));
      calm.audit(uninterrupted);
      assertThat(killed.topics().hashes()).isNotEmpty().isEqualTo(calm.topics().hashes());
    }
  }

  @Test
  @Execution(ExecutionMode.CONCURRENT)
  void trainerKilledInsideItsCommits_takesEveryStepOnce() {
    // Given: a state of 2 MB, so that its commits last
    SplittableRandom random = scenarios.random("halted");
    Trial trial = scenarios.trial("halted").options("--snapshot-every", "2048");
    try (SampleStream stream = trial.stream()) {

      // When: from early in a commit to after its end
      for (int halt = 0; halt < HALTS; halt++) {
        stream.send(SAMPLES_PER_STATE);
        HaltAfterChangelog.configure(trial, (halt + random.nextDouble()) / HALTS);
        ThalwegProcess trainer = trial.train("one");
        assertThat(trainer.awaitExit(Trial.LONG)).isEqualTo(HaltAfterChangelog.EXIT_CODE);
      }

      // Then
      trial.without(HaltAfterChangelog.PROPERTY);
      trial.audit(trial.train("one"));
    }
  }

  @Test
  @Execution(ExecutionMode.CONCURRENT)
  void trainerStoppedPolitely_goesOnWhereItStood() throws InterruptedException {
    SplittableRandom random = scenarios.random("stopped");
    Trial trial = scenarios.trial("stopped").replaying();
    try (SampleStream stream = trial.stream()) {
      // Given
      stream.flow(300);

      // When
      for (int stop = 0; stop < STOPS; stop++) {
        ThalwegProcess trainer = trial.trainReady("one");
        TimeUnit.MILLISECONDS.sleep(random.nextInt(1_500));
        trial.stop(trainer);
      }
      stream.stop();

      // Then: what was learned was committed before each end, so nothing comes twice
      assertThat(trial.audit(trial.train("one")).repeats()).isZero();
    }
  }

  @Test
  @Execution(ExecutionMode.CONCURRENT)
  void taskWhoseStateIsCorrupted_isMadeGoodFromTheLog() {
    // Given: a backlog, so that the consumer is far ahead of the task
    Trial trial = scenarios.trial("corrupted").replaying();
    CorruptingWrapper.configure(trial, 3, 4, 11, 12, 15, 16, 38); // of some forty runs
    try (SampleStream stream = trial.stream()) {
      stream.send(2_500);

      // When
      ThalwegProcess trainer = trial.train("one");

      // Then
      trial.audit(trainer);
      assertThat(trainer.err().split(CorruptingWrapper.SAID, -1)).hasSize(1 + 7);
    }
  }

  @Test
  @Execution(ExecutionMode.CONCURRENT)
  void trainerThatStandsStillForLongerThanItsTransactionMay_goesOn() throws InterruptedException {
    // Given: two learners, in one transaction or in two
    SplittableRandom random = scenarios.random("outlasted");
    Trial trial =
        scenarios
            .trial("outlasted", 2)
            .options("--hidden", "32", "--merge-every", "96", "--merge-wait", "1s")
            .with("producer.transaction.timeout.ms", "3000");
    try (SampleStream stream = trial.stream()) {
      stream.flow(300);
      ThalwegProcess trainer = trial.trainReady("one");

      // When: the broker ends its transaction meanwhile, but not its session
      for (int freeze = 0; freeze < FREEZES; freeze++) {
        TimeUnit.MILLISECONDS.sleep(random.nextInt(1_000));
        trainer.freeze();
        TimeUnit.MILLISECONDS.sleep(FREEZE_MS);
        trainer.thaw();
        trial.awaitProgress(100, trainer);
      }
      stream.stop();

      // Then
      trial.awaitMerged(trainer);
      trial.auditCommitted();
    }
  }
}
