package dev.thalweg.integration.guarantee;

import static org.assertj.core.api.Assertions.assertThat;

import dev.thalweg.integration.ThalwegProcess;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The broker goes, comes back, or keeps silent; the trainer lives on. */
class BrokerFaultsIT {
  private static final int RECORDS = 300;

  @RegisterExtension static final Scenarios SCENARIOS = new Scenarios();

  @Test
  void brokerThatIsRestartedAndKilled_isSurvived() throws InterruptedException {
    Trial trial = SCENARIOS.trial("away");
    try (SampleStream stream = trial.stream()) {
      // Given
      stream.flow(200);
      ThalwegProcess trainer = trial.trainReady("one");
      trial.awaitProgress(RECORDS, trainer);

      // When
      SCENARIOS.stack().restart();
      trial.awaitProgress(RECORDS, trainer);
      SCENARIOS.stack().killBrokerAndRestart();
      trial.awaitProgress(RECORDS, trainer);
      stream.stop();

      // Then
      trial.audit(trainer);
    }
  }

  @Test
  void commitsAndSendsThatTimeOut_areMadeGoodFromTheLog() throws InterruptedException {
    // Given: two trainers with little patience, one for commits, one for what is sent
    Trial commits = SCENARIOS.trial("commits").with("producer.max.block.ms", "1000");
    Trial sends =
        SCENARIOS
            .trial("sends")
            .with("producer.request.timeout.ms", "700")
            .with("producer.delivery.timeout.ms", "1000")
            .with("producer.linger.ms", "5");
    try (SampleStream stream =
        new SampleStream(commits.connection(), commits.pipeline(), sends.pipeline())) {
      stream.flow(300);
      List<ThalwegProcess> trainers = List.of(commits.train("one"), sends.train("one"));
      commits.awaitProgress(RECORDS, trainers.get(0));
      sends.awaitProgress(RECORDS, trainers.get(1));

      // When
      for (int freeze = 0; freeze < 3; freeze++) {
        SCENARIOS.stack().freezeBroker();
        TimeUnit.SECONDS.sleep(4);
        SCENARIOS.stack().thawBroker();
        commits.awaitProgress(RECORDS, trainers.get(0));
        sends.awaitProgress(RECORDS, trainers.get(1));
      }
      stream.stop();

      // Then
      commits.audit(trainers.get(0));
      sends.audit(trainers.get(1));
      assertThat(trainers.get(0).err()).contains("Committing task(s)");
      assertThat(trainers.get(1).err()).contains("delivery.timeout.ms");
    }
  }
}
