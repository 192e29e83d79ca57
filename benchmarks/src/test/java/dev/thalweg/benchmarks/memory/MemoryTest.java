package dev.thalweg.benchmarks.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.thalweg.benchmarks.Bench;
import dev.thalweg.benchmarks.memory.Memory.OfService;
import dev.thalweg.benchmarks.run.Machine;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

class MemoryTest {
  @TempDir Path folder;

  @Test
  void slope_isThatOfTheSecondHalfByTheMinute() {
    // Given a start, and then 1 MiB more with each look, of which there are six a minute
    OfService grows = new OfService("trainer", List.of(1_024L, 51_200L, 102_400L, 103_424L), 10);
    // When / Then
    assertThat(grows.getSlopeMiBPerMinute()).isEqualTo(6, within(1e-9));
    assertThat(grows.getEndMiB()).isEqualTo(101);
    assertThat(grows.getMaxMiB()).isEqualTo(101);
  }

  @Test
  void table_tellsEachProcess() {
    // Given
    Memory memory =
        new Memory(
            Machine.here(),
            10,
            4_000,
            3_999,
            0.6,
            10,
            1,
            List.of(
                new OfService("broker", List.of(409_600L, 307_200L, 307_200L), 10),
                new OfService("monitor", List.of(102_400L, 204_800L, 203_776L), 10)));
    // When / Then
    assertThat(memory.table())
        .contains("| broker | 300 | 400 | +0.00 |", "| monitor | 199 | 200 | -6.00 |");
  }

  @ParameterizedTest
  @CsvSource({"--minutes,0", "--rate,0"})
  void command_withNothingToDo_isRefused(String option, String value) {
    // Given
    StringWriter err = new StringWriter();
    CommandLine bench = Bench.commandLine().setErr(new PrintWriter(err, true));
    String out = folder.resolve("memory.json").toString();
    // When
    int status = bench.execute("memory", option, value, "--out", out);
    // Then
    assertThat(status).isEqualTo(1);
    assertThat(err.toString()).startsWith("thalweg: ").doesNotContain("\tat ");
  }
}
