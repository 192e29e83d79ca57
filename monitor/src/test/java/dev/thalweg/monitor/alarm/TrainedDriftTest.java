package dev.thalweg.monitor.alarm;

import static org.assertj.core.api.Assertions.assertThat;

import dev.thalweg.monitor.drift.Rise;
import dev.thalweg.schemas.avro.TrainingProgress;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class TrainedDriftTest {
  private static final int BATCH = 32;

  private final TrainedDrift drift = new TrainedDrift();

  private Optional<Rise> step(int learner, long step, int wrong) {
    TrainingProgress progress =
        TrainingProgress.newBuilder()
            .setModel("digits")
            .setPartition(learner)
            .setStep(step)
            .setSamples(step * BATCH)
            .setBatchSize(BATCH)
            .setLoss(1)
            .setCorrect(BATCH - wrong)
            .setApplied(true)
            .setTrainedAt(Instant.EPOCH)
            .build();
    assertThat(drift.isNew(progress)).isTrue();
    return drift.errors(progress);
  }

  @Test
  void learnerThatBeginsAfterTheOthers_isNoDrift() {
    for (int step = 1; step <= 200; step++) {
      assertThat(step(0, step, 1)).isEmpty();
    }

    for (int step = 1; step <= 31; step++) {
      assertThat(step(1, step, 29)).isEmpty();
    }
  }

  @Test
  void errorsOfALearnerThatHasBegun_areDrift() {
    for (int step = 1; step <= 200; step++) {
      assertThat(step(0, step, 1)).isEmpty();
      assertThat(step(1, step, 1)).isEmpty();
    }

    boolean found = false;
    for (int step = 201; step <= 260 && !found; step++) {
      found = step(1, step, 29).isPresent();
    }
    assertThat(found).isTrue();
  }
}
