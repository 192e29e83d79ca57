package dev.thalweg.benchmarks.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.thalweg.benchmarks.Bench;
import dev.thalweg.benchmarks.run.Latency;
import dev.thalweg.benchmarks.run.Machine;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

class HttpBenchmarkTest {
  @TempDir Path folder;

  @Test
  void table_hasEachRoundAndTheirMedians() {
    HttpAnswers answers =
        new HttpAnswers(
            Machine.here(),
            "digits",
            16,
            1_000,
            2,
            List.of(
                new HttpAnswers.Round(new Latency(2_000, 0.5, 1.25, 3, 4), 40, 0.5),
                new HttpAnswers.Round(new Latency(2_000, 0.7, 9, 10, 11), 41, 7),
                new HttpAnswers.Round(new Latency(2_000, 0.6, 1.5, 3, 4), 42, 0.5)));

    assertThat(answers.table())
        .contains("| 1 | 2,000 | 0.50 | 1.25 | 3.00 | 4.00 | 40.0 | 0.5 |")
        .contains("| median | | 0.60 | 1.50 |");
  }

  @Test
  void tinyRun_hasEveryRequestAnswered() throws Exception {
    // Given
    Path file = folder.resolve("http.json");
    // When
    int status =
        Bench.commandLine()
            .execute(
                "http",
                "--rate=200",
                "--seconds=1",
                "--rounds=1",
                "--connections=2",
                "--out=" + file);
    // Then
    assertThat(status).isZero();
    JsonNode round = new ObjectMapper().readTree(file.toFile()).get("rounds").get(0);
    assertThat(round.get("latency").get("count").asInt()).isEqualTo(200);
  }

  @ParameterizedTest
  @ValueSource(strings = {"--rate=0", "--rate=NaN", "--seconds=0", "--rounds=0", "--connections=0"})
  void command_thatCanMeasureNothing_isRefused(String option) {
    // Given
    CommandLine bench = Bench.commandLine();
    StringWriter err = new StringWriter();
    bench.setErr(new PrintWriter(err));
    // When
    int code = bench.execute("http", option, "--out=" + folder.resolve("http.json"));
    // Then
    assertThat(code).isEqualTo(1);
    assertThat(err.toString()).contains("Give at least one");
  }
}
