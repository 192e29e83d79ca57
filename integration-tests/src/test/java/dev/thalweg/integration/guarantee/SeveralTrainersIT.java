package dev.thalweg.integration.guarantee;

import static org.assertj.core.api.Assertions.assertThat;

import dev.thalweg.integration.process.ThalwegProcess;
import dev.thalweg.integration.stack.OnEachStack;
import dev.thalweg.integration.stack.TestStack;
import java.util.HashMap;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.Parameter;

/** Two trainers of one pipeline, of which one learns and the other stands by. */
@OnEachStack(containersByDefault = false)
class SeveralTrainersIT {
  private static final int RECORDS = 300;

  @Parameter TestStack stack;
  @RegisterExtension final Scenarios scenarios = new Scenarios(() -> stack);

  /** The two trainers of a trial, by their names. */
  private static final class Pair {
    private final Trial trial;
    private final Map<String, ThalwegProcess> byName = new HashMap<>();

    Pair(Trial trial) {
      this.trial = trial;
      // Both at once: one of them finds a group that the other is about to set up
      ThalwegProcess one = trial.train("one");
      ThalwegProcess two = trial.train("two");
      byName.put("one", one);
      byName.put("two", two);
      trial.awaitReady(one);
      trial.awaitReady(two);
      trial.awaitProgress(RECORDS, one, two);
    }

    static String other(String name) {
      return name.equals("one") ? "two" : "one";
    }

    String active() {
      return trial.active();
    }

    ThalwegProcess get(String name) {
      return byName.get(name);
    }

    void start(String name) {
      byName.put(name, trial.trainReady(name));
    }

    /** Waits until this one has taken over, and learns. */
    void awaitTakeover(String name) {
      trial.awaitActive(name);
      trial.awaitProgress(RECORDS, get(name));
    }
  }

  @Test
  @Execution(ExecutionMode.CONCURRENT)
  void partitionThatMovesBetweenTwoTrainers_isLearnedAsByOne() throws InterruptedException {
    Trial trial = scenarios.trial("moved").replaying();
    try (SampleStream stream = trial.stream()) {
      // Given
      stream.flow(300);
      Pair pair = new Pair(trial);

      // When: the one that learns leaves politely and comes back
      String first = pair.active();
      trial.stop(pair.get(first));
      pair.awaitTakeover(Pair.other(first));
      pair.start(first);

      // When: the one that learns now is killed and comes back, then the other
      String second = pair.active();
      trial.kill(pair.get(second));
      pair.awaitTakeover(Pair.other(second));
      pair.start(second);
      stream.stop();

      // Then
      trial.audit();
    }
  }

  @Test
  @Execution(ExecutionMode.CONCURRENT)
  void standby_takesOverWhenTheActiveTrainerIsKilled() throws InterruptedException {
    SplittableRandom random = scenarios.random("standby");
    Trial trial = scenarios.trial("standby").replaying();
    try (SampleStream stream = trial.stream()) {
      // Given
      stream.flow(300);
      Pair pair = new Pair(trial);

      // When: it is not started again
      String active = pair.active();
      TimeUnit.MILLISECONDS.sleep(random.nextInt(1_000));
      trial.kill(pair.get(active));
      pair.awaitTakeover(Pair.other(active));
      stream.stop();

      // Then
      trial.audit(pair.get(Pair.other(active)));
    }
  }

  @Test
  @Execution(ExecutionMode.CONCURRENT)
  void trainerFrozenPastItsSession_countsForNothingWhenItWakesAndLivesOn()
      throws InterruptedException {
    SplittableRandom random = scenarios.random("frozen");
    Trial trial = scenarios.trial("frozen").replaying();
    try (SampleStream stream = trial.stream()) {
      // Given
      stream.flow(300);
      Pair pair = new Pair(trial);

      // When: it stands still in the midst of a transaction, until another has taken over
      String zombie = pair.active();
      TimeUnit.MILLISECONDS.sleep(random.nextInt(1_000));
      pair.get(zombie).freeze();
      pair.awaitTakeover(Pair.other(zombie));
      pair.get(zombie).thaw();
      trial.awaitProgress(RECORDS, pair.get(zombie), pair.get(Pair.other(zombie)));

      // When: it has to stand in for the other
      trial.kill(pair.get(Pair.other(zombie)));
      pair.awaitTakeover(zombie);
      stream.stop();

      // Then
      trial.audit(pair.get(zombie));
    }
  }

  @Test
  @Execution(ExecutionMode.CONCURRENT)
  void trainerThatWakesBesideItsReplacement_leavesOneOfTheTwo() throws InterruptedException {
    Trial trial = scenarios.trial("replaced");
    try (SampleStream stream = trial.stream()) {
      // Given
      stream.flow(300);
      ThalwegProcess frozen = trial.trainReady("one");
      trial.awaitProgress(RECORDS, frozen);

      // When: another is started under its name
      frozen.freeze();
      ThalwegProcess replacement = trial.trainReady("one");
      trial.awaitProgress(RECORDS, replacement);
      frozen.thaw();

      // Then: the name is that one's who joins last, and the other says so
      Awaitility.await("the end of one")
          .atMost(Trial.LONG)
          .until(() -> !frozen.isAlive() || !replacement.isAlive());
      ThalwegProcess ended = frozen.isAlive() ? replacement : frozen;
      ThalwegProcess left = frozen.isAlive() ? frozen : replacement;
      assertThat(ended.exitCode()).isEqualTo(1);
      assertThat(ended.err())
          .contains("Another process runs under the same instance name")
          .contains("--instance");
      stream.stop();
      trial.audit(left);
    }
  }
}
