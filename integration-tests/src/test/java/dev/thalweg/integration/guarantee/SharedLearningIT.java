package dev.thalweg.integration.guarantee;

import static org.assertj.core.api.Assertions.assertThat;

import dev.thalweg.integration.command.CommandOutcome;
import dev.thalweg.integration.process.ThalwegProcess;
import dev.thalweg.integration.stack.OnEachStack;
import dev.thalweg.integration.stack.TestStack;
import dev.thalweg.schemas.avro.Merge;
import dev.thalweg.trainer.guarantee.AuditReport;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.NewPartitions;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.params.Parameter;

/** Four learners of one model in two processes, whatever becomes of these. */
@Order(1)
@ResourceLock("the broker of shared learning")
@OnEachStack(containersByDefault = false, alone = true)
class SharedLearningIT {
  private static final int PARTITIONS = 4;
  private static final String[] OPTIONS = {
    "--hidden", "32", "--snapshot-every", "512", "--merge-every", "96", "--merge-wait", "1s"
  };

  @Parameter TestStack stack;
  @RegisterExtension final Scenarios scenarios = new Scenarios(() -> stack);

  @Test
  void killedAndFrozenTrainers_leaveWhatTheLogsAndTheMergesGive() throws Exception {
    SplittableRandom random = scenarios.random("shared");
    Trial trial = scenarios.trial("shared", PARTITIONS).options(OPTIONS).replaying();
    try (SampleStream stream = trial.stream()) {
      // Given
      stream.flow(400);
      Map<String, ThalwegProcess> trainers = new HashMap<>();
      for (String name : List.of("one", "two")) {
        trainers.put(name, trial.train(name));
      }
      trainers.values().forEach(trial::awaitReady);
      trial.awaitMerges(3);

      // When: the one that averages is killed, and the other goes on with what it had
      String averager = trial.active();
      TimeUnit.MILLISECONDS.sleep(random.nextInt(500));
      trial.kill(trainers.get(averager));
      trial.awaitMerges(3);
      trainers.put(averager, trial.trainReady(averager));

      // When: the one that averages then stands still, until the other has taken over, and wakes
      String frozen = trial.active();
      trainers.get(frozen).freeze();
      trial.awaitActive(frozen.equals("one") ? "two" : "one");
      trial.awaitMerges(3);
      trainers.get(frozen).thaw();
      trial.awaitMerges(3);

      // When: both are killed, and the broker
      trainers.values().forEach(trial::kill);
      stack.killBrokerAndRestart();
      for (String name : List.of("one", "two")) {
        trainers.put(name, trial.train(name));
      }
      trainers.values().forEach(trial::awaitReady);
      trial.awaitMerges(3);
      stream.stop();
      long end = trial.end();

      // Then
      trial.awaitMerged();
      AuditReport report = trial.auditCommitted();
      assertThat(trial.end()).as("the end, which was there when the stream stopped").isEqualTo(end);
      assertThat(report.records()).isEqualTo(end);
      assertThat(report.snapshots()).isGreaterThan(3);
      CommandOutcome verify = trial.runInside("verify");
      assertThat(verify.out()).as(verify.describe()).startsWith("SAME");
    }
  }

  @Test
  void idlePartition_holdsNobodyUp_andOneThatIsAddedStopsTheTrainer() throws Exception {
    Trial trial = scenarios.trial("idle", 2).options(OPTIONS);
    try (SampleStream stream = trial.stream()) {
      // Given: only one partition has samples
      ThalwegProcess trainer = trial.trainReady("one");
      stream.sendTo(0, 2_000);
      Awaitility.await("merges without the idle one")
          .atMost(Trial.LONG)
          .failFast("the trainer ended", () -> !trainer.isAlive())
          .until(() -> trial.merges().size() >= 5); // 20 rounds, of which three wait

      // When: the other gets some
      stream.sendTo(1, 500);
      trial.awaitMerged(trainer);

      // Then
      List<Merge> merges = trial.merges();
      assertThat(merges.stream().filter(merge -> merge.getDivisor() == 2).findFirst()).isPresent();
      assertThat(merges).as("without the idle one").anyMatch(merge -> merge.getDivisor() == 1);
      Merge first =
          merges.stream()
              .filter(merge -> merge.getMembers().stream().anyMatch(m -> m.getPartition() == 1))
              .findFirst()
              .orElseThrow();
      assertThat(first.getLearners().get(1).getSamples()).as("it joins by an empty round").isZero();
      trial.auditCommitted();

      // When: there is a third
      trial
          .admin()
          .createPartitions(Map.of(trial.samples().topic(), NewPartitions.increaseTo(3)))
          .all()
          .get();
      ThalwegProcess again = trial.train("one");

      // Then
      assertThat(again.awaitExit(Trial.LONG)).isEqualTo(1);
      assertThat(again.err())
          .contains("idle.samples has 3 partitions now, and the trainer began with 2")
          .contains("--pipeline")
          .doesNotContain("\tat ");
    }
  }

  @Test
  void samplesThatWaitForAMerge_areAwaitedToo() throws Exception {
    Trial trial =
        scenarios
            .trial("held", PARTITIONS)
            .options("--hidden", "32", "--merge-every", "96", "--merge-wait", "5s");
    try (SampleStream stream = trial.stream()) {
      // Given
      ThalwegProcess trainer = trial.trainReady("one");

      // When: a round is over, and is merged once nobody waits for the others any more
      stream.sendTo(0, 100);
      for (int partition = 1; partition < PARTITIONS; partition++) {
        stream.sendTo(partition, 1);
      }
      trial.awaitMerged(trainer);

      // Then: what came behind the round, and was committed at once, is learned
      assertThat(trial.auditCommitted().records()).isEqualTo(trial.end());
    }
  }

  @Test
  void slowPartitionAndOneThatPauses_leaveWhatTheLogsAndTheMergesGive() throws Exception {
    Trial trial = scenarios.trial("uneven", PARTITIONS).options(OPTIONS);
    try (SampleStream stream = trial.stream()) {
      // Given
      stream.send(400);
      ThalwegProcess one = trial.train("one");
      ThalwegProcess two = trial.train("two");
      trial.awaitReady(one);
      trial.awaitReady(two);
      trial.awaitMerges(1, one, two);

      // When: the first partition has ten times less than the others, and the last has nothing
      for (int turn = 0; turn < 10; turn++) {
        stream.sendTo(0, 12);
        stream.sendTo(1, 120);
        stream.sendTo(2, 120);
      }
      trial.awaitMerges(8, one, two);

      // When: that comes back
      stream.sendTo(3, 300);
      stream.send(400);

      // Then
      trial.awaitMerged(one, two);
      List<Merge> merges = trial.merges();
      assertThat(merges).as("without the idle one").anyMatch(merge -> merge.getDivisor() < 4);
      assertThat(members(merges.subList(merges.size() / 2, merges.size())))
          .as("that came back")
          .contains(3);
      assertThat(trial.auditCommitted().records()).isEqualTo(trial.end());
    }
  }

  private static Stream<Integer> members(List<Merge> merges) {
    return merges.stream()
        .flatMap(merge -> merge.getMembers().stream())
        .map(member -> member.getPartition());
  }
}
