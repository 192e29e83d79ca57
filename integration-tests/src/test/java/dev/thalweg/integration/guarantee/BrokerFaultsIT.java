package dev.thalweg.integration.guarantee;

import static org.assertj.core.api.Assertions.assertThat;

import dev.thalweg.integration.process.ThalwegProcess;
import dev.thalweg.integration.stack.OnEachStack;
import dev.thalweg.integration.stack.TestStack;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.params.Parameter;

/** The broker goes, comes back, or keeps silent; the trainer lives on. */
@Order(11)
@ResourceLock("the broker of its faults")
@OnEachStack(containersByDefault = false, alone = true)
class BrokerFaultsIT {
  private static final int RECORDS = 300;
  private static final int FREEZES_MAX = 8;

  @Parameter TestStack stack;
  @RegisterExtension final Scenarios scenarios = new Scenarios(() -> stack);

  @Test
  void brokerThatIsRestartedAndKilled_isSurvived() throws InterruptedException {
    Trial trial = scenarios.trial("away").replaying();
    try (SampleStream stream = trial.stream()) {
      // Given
      stream.flow(200);
      ThalwegProcess trainer = trial.trainReady("one");
      trial.awaitProgress(RECORDS, trainer);

      // When
      stack.restart();
      trial.awaitProgress(RECORDS, trainer);
      stack.killBrokerAndRestart();
      trial.awaitProgress(RECORDS, trainer);
      stream.stop();

      // Then
      trial.audit(trainer);
    }
  }

  @Test
  void commitsAndSendsThatTimeOut_areMadeGoodFromTheLog() throws InterruptedException {
    // Given: two trainers with little patience, one for commits, one for what is sent
    String[] verbose = {"--verbose", "--hidden", "32", "--snapshot-every", "512"};
    Trial commits =
        scenarios
            .trial("commits")
            .options(verbose)
            .with("producer.max.block.ms", "1000")
            .with("producer.linger.ms", "0"); // else it is a send that waits, before its commit
    Trial sends =
        scenarios
            .trial("sends")
            .with("producer.request.timeout.ms", "700")
            .with("producer.delivery.timeout.ms", "1000")
            .with("producer.linger.ms", "5");
    try (SampleStream stream =
        new SampleStream(commits.connection(), commits.pipeline(), sends.pipeline())) {
      stream.flow(300);
      ThalwegProcess committing = commits.train("one");
      ThalwegProcess sending = sends.train("one");
      commits.awaitProgress(RECORDS, committing);
      sends.awaitProgress(RECORDS, sending);

      // When: until a commit has met one; one that has first to send waits for that instead
      boolean timedOut = false;
      for (int freeze = 0; freeze < FREEZES_MAX && !timedOut; freeze++) {
        stack.freezeBroker();
        TimeUnit.SECONDS.sleep(3);
        stack.thawBroker();
        ThalwegProcess before = committing;
        committing = supervised(commits, committing);
        timedOut =
            before.err().contains("are corrupted")
                || before.err().contains("goes on from what is committed")
                || before != committing;
        sending = supervised(sends, sending);
      }
      stream.stop();

      // Then
      assertThat(timedOut).as("a commit timed out").isTrue();
      commits.audit(supervised(commits, committing));
      sends.audit(supervised(sends, sending));
    }
  }

  /**
   * Starts it again where it has ended, as a supervisor does: Streams (4.3.1) gives up when a
   * record that belongs to a commit can't be delivered, for which it takes two minutes by default,
   * and sometimes when a commit times out.
   */
  private static ThalwegProcess supervised(Trial trial, ThalwegProcess trainer) {
    long wanted = Math.min(trial.committed() + RECORDS, trial.end());
    Awaitility.await("progress, or the end")
        .atMost(Trial.LONG)
        .until(() -> !trainer.isAlive() || trial.committed() >= wanted);
    if (trainer.isAlive()) {
      return trainer;
    }
    assertThat(trainer.exitCode()).isEqualTo(1);
    assertThat(trainer.err())
        .contains("thalweg: The trainer has ended: The cluster ")
        .contains("start again");
    ThalwegProcess again = trial.train("one");
    trial.awaitCommitted(wanted, again);
    return again;
  }
}
