package dev.thalweg.integration.guarantee;

import static org.assertj.core.api.Assertions.assertThat;

import dev.thalweg.integration.guarantee.StopInMerge.How;
import dev.thalweg.integration.process.ThalwegProcess;
import dev.thalweg.integration.stack.OnEachStack;
import dev.thalweg.integration.stack.TakesMinutes;
import dev.thalweg.integration.stack.TestStack;
import dev.thalweg.schemas.PipelineTopic;
import dev.thalweg.trainer.guarantee.AuditReport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.Parameter;

/**
 * Four learners in two processes, and one crash after the other in the same log. All merges stay in
 * it, and the audit holds each against the undisturbed fold: so those around every crash too.
 */
@TakesMinutes
@OnEachStack(containersByDefault = false)
class SharedCrashesIT {
  private static final int PARTITIONS = 4;
  private static final String[] OPTIONS = {
    "--hidden", "32", "--snapshot-every", "512", "--merge-every", "96", "--merge-wait", "1s"
  };

  @Parameter TestStack stack;
  @RegisterExtension final Scenarios scenarios = new Scenarios(() -> stack);

  private static String other(String name) {
    return name.equals("one") ? "two" : "one";
  }

  @Test
  void crashesOfWhoeverAverages_leaveWhatTheLogsAndTheMergesGive() throws Exception {
    Trial trial = scenarios.trial("crashes", PARTITIONS).options(OPTIONS);
    try (SampleStream stream = trial.stream()) {
      // Given
      stream.flow(400);
      ThalwegProcess one = trial.train("one");
      ThalwegProcess two = trial.train("two");
      trial.awaitReady(one);
      trial.awaitReady(two);
      trial.awaitMerges(3, one, two);

      // When: the one that does not average is killed, and comes back in the middle of a round
      String averager = trial.active();
      String learner = other(averager);
      ThalwegProcess averaging = averager.equals("one") ? one : two;
      trial.kill(averager.equals("one") ? two : one);
      trial.awaitMerges(1, averaging);
      StopInMerge.configure(trial, PipelineTopic.MERGED_WEIGHTS, How.HALT);
      ThalwegProcess successor = trial.trainReady(learner);

      // When: the one that averages is killed, and the other between the rounds and their merge
      trial.kill(averaging);
      assertThat(successor.awaitExit(Trial.LONG)).isEqualTo(StopInMerge.EXIT_CODE);

      // When: the next one ends between the weights and the merge
      StopInMerge.configure(trial, PipelineTopic.MERGES, How.HALT);
      assertThat(trial.train(averager).awaitExit(Trial.LONG)).isEqualTo(StopInMerge.EXIT_CODE);

      // When: and the next one stands still there, until another has made that merge
      StopInMerge.configure(trial, PipelineTopic.MERGES, How.FREEZE);
      ThalwegProcess frozen = trial.train(learner);
      StopInMerge.takeBack(trial);
      trial.awaitActive(learner);
      ThalwegProcess going = trial.train(averager);
      trial.awaitActive(averager);
      trial.awaitMerges(3, going);
      frozen.thaw();
      trial.awaitLateMerge(frozen, going);

      // When: the broker is killed
      stack.killBrokerAndRestart();
      trial.awaitMerges(3, frozen, going);
      stream.stop();

      // Then
      trial.awaitMerged(frozen, going);
      AuditReport report = trial.auditCommitted();
      assertThat(report.records()).isEqualTo(trial.end());
      assertThat(report.snapshots()).isGreaterThan(3);
      ThalwegProcess verify = trial.run("verify");
      assertThat(verify.out()).as(verify.describe()).startsWith("SAME");
    }
  }
}
