package dev.thalweg.benchmarks.scoring;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.thalweg.benchmarks.Bench;
import dev.thalweg.benchmarks.run.Latency;
import dev.thalweg.benchmarks.run.Machine;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ScoringBenchmarkTest {

  @Test
  void scoring_tellsMediansByGuarantee() {
    // Given a disturbed round
    Scoring.OfGuarantee once =
        new Scoring.OfGuarantee(
            "exactly-once",
            List.of(
                new Scoring.Round(100_000, new Latency(10, 3, 9, 15, 20), 1),
                new Scoring.Round(20_000, new Latency(10, 30, 90, 150, 200), 9),
                new Scoring.Round(110_000, new Latency(10, 4, 8, 15, 20), 1)));
    // When
    String table = new Scoring(Machine.here(), "digits", 1_000, 10, List.of(once)).table();
    // Then
    assertThat(table)
        .contains("| exactly-once | 1 | 100,000 | 3.0 | 9.0 | 20.0 | 1.0 |")
        .contains("| | median | 100,000 | 4.0 | 9.0 | | |");
  }

  @Test
  void tinyRun_scoresEveryImageUnderBothGuarantees(@TempDir Path dir) throws Exception {
    // Given
    Path file = dir.resolve("scoring.json");
    // When
    int status =
        Bench.commandLine()
            .execute(
                "scoring",
                "--images",
                "20000",
                "--rate",
                "100",
                "--seconds",
                "1",
                "--rounds",
                "1",
                "--out",
                file.toString());
    // Then
    assertThat(status).isZero();
    JsonNode guarantees = new ObjectMapper().readTree(file.toFile()).get("guarantees");
    assertThat(guarantees).hasSize(2);
    for (JsonNode guarantee : guarantees) {
      assertThat(guarantee.get("medianImagesPerSecond").asDouble()).isPositive();
      assertThat(guarantee.get("rounds").get(0).get("latency").get("count").asInt()).isEqualTo(100);
    }
  }
}
