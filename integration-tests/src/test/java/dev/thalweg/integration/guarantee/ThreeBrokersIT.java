package dev.thalweg.integration.guarantee;

import static org.assertj.core.api.Assertions.assertThat;

import dev.thalweg.integration.process.ThalwegProcess;
import dev.thalweg.integration.stack.OnEachStack;
import dev.thalweg.integration.stack.TakesMinutes;
import dev.thalweg.integration.stack.TestStack;
import dev.thalweg.integration.stack.ThreeBrokers;
import dev.thalweg.trainer.guarantee.AuditReport;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.Parameter;

/** Two learners on a cluster of three brokers, of which one is killed. */
@OnEachStack(containersByDefault = false)
@TakesMinutes
class ThreeBrokersIT {
  private static final TopicPartition TRANSACTIONS = new TopicPartition("__transaction_state", 0);
  private static final TopicPartition OFFSETS = new TopicPartition("__consumer_offsets", 0);

  @Parameter TestStack stack;
  private ThreeBrokers brokers;

  @RegisterExtension
  final Scenarios scenarios =
      new Scenarios(
          () -> {
            brokers = new ThreeBrokers(stack);
            return brokers;
          });

  @AfterEach
  void stopBrokers() {
    if (brokers != null) {
      brokers.close();
    }
  }

  @Test
  void killedLeaders_leaveWhatTheLogsAndTheMergesGive() throws Exception {
    Trial trial =
        scenarios
            .trial("three", 2)
            .options("--hidden", "32", "--snapshot-every", "512", "--merge-every", "96");
    try (SampleStream stream = trial.stream()) {
      // Given
      stream.flow(300);
      ThalwegProcess trainer = trial.trainReady("one");
      trial.awaitMerges(3, trainer);

      // When: the leader of a learner's samples dies, and comes back
      int killed = brokers.killLeader(trial.samples());
      trial.awaitMerges(3, trainer);
      brokers.startAgain(killed, trial.samples(), TRANSACTIONS, OFFSETS);

      // When: so does the coordinator of its transactions, and does not come back
      brokers.killLeader(TRANSACTIONS);
      trial.awaitMerges(3, trainer);
      stream.stop();

      // Then
      trial.awaitMerged(trainer);
      AuditReport report = trial.auditCommitted();
      assertThat(report.records()).isEqualTo(trial.end());
      assertThat(report.snapshots()).isGreaterThan(3);
      ThalwegProcess verify = trial.run("verify");
      assertThat(verify.out()).as(verify.describe()).startsWith("SAME");
    }
  }
}
