package dev.thalweg.integration.guarantee;

import static org.assertj.core.api.Assertions.assertThat;

import dev.thalweg.integration.command.CommandOutcome;
import dev.thalweg.integration.process.ThalwegProcess;
import dev.thalweg.integration.stack.OnEachStack;
import dev.thalweg.integration.stack.TestStack;
import dev.thalweg.schemas.PipelineTopic;
import dev.thalweg.schemas.avro.Merge;
import dev.thalweg.schemas.avro.MergeMember;
import dev.thalweg.schemas.avro.Prediction;
import dev.thalweg.schemas.avro.Snapshot;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.Parameter;

/**
 * A model that is larger than a record may be (8 MB): 2.2 million parameters in nine parts, or 50
 * million with {@code -Dlarge.units=63000 -Dlarge.heap=1800}.
 */
@Order(8)
@OnEachStack(containersByDefault = false)
class LargeModelIT {
  private static final int UNITS = Integer.getInteger("large.units", 2_750);
  private static final int HEAP_MB = Integer.getInteger("large.heap", 512);
  private static final int EVERY = 160;
  private static final String[] NETWORK = {
    "--hidden", "" + UNITS, "--snapshot-every", "" + EVERY, "--merge-every", "160"
  };

  @Parameter TestStack stack;
  @RegisterExtension final Scenarios scenarios = new Scenarios(() -> stack);

  /** A state takes longer to be written than small ones on a machine that is busy. */
  private Trial trial(String pipeline, int partitions) {
    return scenarios
        .trial(pipeline, partitions)
        .options(NETWORK)
        .withoutReplay()
        .with("producer.transaction.timeout.ms", "20000");
  }

  private static ThalwegProcess train(Trial trial, String instance) {
    ThalwegProcess trainer = trial.trainSmall(instance, HEAP_MB);
    trial.awaitReady(trainer);
    return trainer;
  }

  /** With as much heap as a trainer: it folds the log itself. */
  private static String verified(Trial trial) {
    ThalwegProcess verify = trial.startSmall(HEAP_MB, "verify");
    verify.awaitExit(Trial.LONG);
    return verify.out();
  }

  private static List<Snapshot> heads(Trial trial) {
    return trial.topics().snapshots().stream().filter(s -> s.getPart() == null).toList();
  }

  @Test
  @Execution(ExecutionMode.SAME_THREAD)
  void trainerThatIsKilled_goesOnFromItsParts_andItsSnapshotsAreServed() {
    Trial trial = trial("large", 1);
    try (SampleStream stream = trial.stream()) {
      // Given: a snapshot, and samples behind the state that was put last
      stream.send(200);
      ThalwegProcess killed = train(trial, "one");
      trial.awaitCommitted(200, killed);
      trial.kill(killed);

      // When
      stream.send(200);
      ThalwegProcess trainer = train(trial, "one");
      trial.awaitCommitted(400, trainer);
      trial.stop(trainer);

      // Then
      assertThat(heads(trial)).hasSizeGreaterThanOrEqualTo(2);
      assertThat(heads(trial)).allMatch(head -> !head.getParameters().hasRemaining());
      Snapshot newest = heads(trial).get(heads(trial).size() - 1);
      assertThat(verified(trial)).startsWith("SAME: Version " + newest.getVersion());
      assertThat(served(trial)).contains(newest.getVersion());
    }
  }

  /** The version by which a scorer, which has just started, scores what comes. */
  private static List<Long> served(Trial trial) {
    ThalwegProcess scorer =
        trial.startSmall(HEAP_MB, "score", "--instance", "one", "--gate", "off");
    CommandOutcome examples =
        trial.runInside("produce", "--to", "examples", "--source", "digits", "--samples", "20");
    assertThat(examples.exitCode()).as(examples.describe()).isZero();
    Awaitility.await("predictions")
        .atMost(Trial.LONG)
        .failFast("the scorer ended", () -> !scorer.isAlive())
        .until(() -> trial.topics().end(PipelineTopic.PREDICTIONS) >= 20);
    trial.stop(scorer);
    return trial
        .topics()
        .<Prediction>read(PipelineTopic.PREDICTIONS, Prediction.getClassSchema())
        .stream()
        .map(Prediction::getVersion)
        .distinct()
        .toList();
  }

  @Test
  @Execution(ExecutionMode.SAME_THREAD)
  void learnersInTwoProcesses_sendRoundsAndMergesInParts_andOneThatIsKilledGoesOn() {
    Trial trial = trial("large-shared", 2);
    try (SampleStream stream = trial.stream()) {
      // Given: each has a partition, so that one sends its rounds to the other
      ThalwegProcess one = train(trial, "one");
      ThalwegProcess two = train(trial, "two");
      trial.awaitShared("one", "two");
      stream.sendTo(0, 256);
      stream.sendTo(1, 256);
      trial.awaitMerged(one, two);

      // When: the one that does not average begins again from its parts
      boolean averages = trial.active().equals("one");
      ThalwegProcess averaging = averages ? one : two;
      trial.kill(averages ? two : one);
      stream.sendTo(0, 192);
      stream.sendTo(1, 192);
      ThalwegProcess again = train(trial, averages ? "two" : "one");
      trial.awaitMerged(averaging, again);

      // Then
      assertThat(trial.merges())
          .flatExtracting(Merge::getMembers)
          .extracting(MergeMember::getPartition)
          .contains(0, 1);
      assertThat(trial.topics().parts(PipelineTopic.CONTRIBUTIONS)).isGreaterThan(1);
      trial.stopAll();
      assertThat(heads(trial)).isNotEmpty();
      assertThat(verified(trial)).startsWith("SAME: ");
    }
  }

  @Test
  @Execution(ExecutionMode.SAME_THREAD)
  void modelThatTheHeapCannotHold_isRefusedWithASentence() {
    Trial trial = scenarios.trial("too-large").options("--hidden", "20000");
    ThalwegProcess trainer = trial.trainSmall("one", 256);
    trainer.awaitExit(Trial.LONG);
    assertThat(trainer.err())
        .contains("15,900,010 parameters", "MB of heap", "JAVA_OPTS=-Xmx")
        .doesNotContain("OutOfMemoryError");
  }
}
