package dev.thalweg.integration.learning;

import static org.assertj.core.api.Assertions.assertThat;

import dev.thalweg.integration.process.ThalwegProcess;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The soak that a user can run, for a short while. */
@Order(6)
class ChaosIT {
  @TempDir Path home;

  @Test
  void attackedTrainers_endWithTheStateOfAnUndisturbedFold() {
    // When
    ThalwegProcess chaos =
        ThalwegProcess.run(
            home,
            Duration.ofMinutes(6),
            "chaos",
            "--source",
            "digits",
            "--rate",
            "800",
            "--minutes",
            "0.4",
            "--dir",
            home.resolve("chaos").toString());

    // Then
    assertThat(chaos.exitCode()).as(chaos.describe()).isZero();
    assertThat(chaos.out())
        .contains("Seed ")
        .contains("new steps after")
        .containsPattern("ExactlyOnceTraining +kept")
        .containsPattern("ReplayEqualsLive +kept")
        .contains("EQUAL: nothing was lost")
        .doesNotContain("BROKEN");
    assertThat(chaos.descendants()).isEmpty();
  }
}
