package dev.thalweg.benchmarks.micro;

import static org.assertj.core.api.Assertions.assertThat;

import dev.thalweg.benchmarks.micro.MicroBenchmarks.Figure;
import dev.thalweg.benchmarks.micro.MicroBenchmarks.Report;
import dev.thalweg.benchmarks.run.Machine;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class MicroReportTest {
  @Test
  void table_tellsRateAndBytesOfAnOperation() {
    // Given
    Report report =
        new Report(
            Machine.here(),
            2,
            1,
            List.of(
                new Figure("CodecBenchmark.encode", Map.of(), 4_471_516, 670_170.0, "ops/s", 976.0),
                new Figure(
                    "StepBenchmark.samples",
                    Map.of("preset", "online"),
                    100_296,
                    null,
                    "ops/s",
                    null)));
    // When / Then
    assertThat(report.table())
        .contains("| `CodecBenchmark.encode` | 4,471,516 | 670,170 | 976 |")
        .contains("| `StepBenchmark.samples`, online | 100,296 | – | – |");
  }
}
