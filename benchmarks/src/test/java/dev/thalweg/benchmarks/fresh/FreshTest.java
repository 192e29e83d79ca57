package dev.thalweg.benchmarks.fresh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.thalweg.benchmarks.Bench;
import dev.thalweg.benchmarks.fresh.ServedTimes.Freshness;
import dev.thalweg.benchmarks.run.Machine;
import dev.thalweg.benchmarks.run.Quantiles;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

class FreshTest {
  @TempDir java.nio.file.Path folder;

  @Test
  void quantiles_ofAHundred_areByNearestRank() {
    // Given 100 to 1
    double[] figures = IntStream.range(0, 100).mapToDouble(i -> 100 - i).toArray();
    // When / Then
    assertThat(Quantiles.of(figures)).isEqualTo(new Quantiles(100, 50, 99, 100));
    assertThat(Quantiles.of(new double[] {7})).isEqualTo(new Quantiles(1, 7, 7, 7));
  }

  @Test
  void times_beforeTheFirstAnswer_areNone() {
    // Given a snapshot that is in place
    ServedTimes times = new ServedTimes();
    times.loaded(2_400);
    times.readable(2_400, Instant.now());
    assertThat(times.of(2_400)).isEmpty();
    // When / Then
    times.answered(2_400);
    assertThat(times.of(2_400)).get().extracting(Freshness::version).isEqualTo(2_400L);
    assertThat(times.of(4_800)).isEmpty();
  }

  @Test
  void times_ofLaterAnswers_doNotCount() {
    // Given
    ServedTimes times = new ServedTimes();
    times.loaded(32);
    times.answered(32);
    times.readable(32, Instant.now().minusSeconds(100));
    Freshness first = times.of(32).orElseThrow();
    // When
    times.answered(32);
    // Then
    assertThat(first.answeredMs()).isGreaterThan(90_000);
    assertThat(times.of(32)).contains(first);
  }

  @Test
  void commits_areMeansSinceTheWarmUp() {
    CommitTimes.Totals before = new CommitTimes.Totals(10, 5e6, 5e6, 5e6);
    CommitTimes.Totals after = new CommitTimes.Totals(12, 25e6, 9e6, 6e6);

    CommitTimes times = after.since(before);

    assertThat(times.commits()).isEqualTo(2);
    assertThat(times.flushMs()).isCloseTo(10, within(1e-9));
    assertThat(times.offsetsMs()).isCloseTo(2, within(1e-9));
    assertThat(times.endMs()).isCloseTo(0.5, within(1e-9));
  }

  @Test
  void table_hasEachPartFromTheStepOn() {
    Fresh fresh =
        new Fresh(
            Machine.here(),
            "digits",
            "online",
            2_000,
            2_400,
            0.5,
            1,
            new CommitTimes(3, 4, 5, 6),
            List.of(new Freshness(1, 10, 12, 13), new Freshness(2, 20, 22, 23.04)));

    assertThat(fresh.table())
        .contains("what is committed | 10.0 | 20.0 | 20.0 |")
        .contains("in place | 12.0 | 22.0 | 22.0 |")
        .contains("over HTTP | 13.0 | 23.0 | 23.0 |")
        .contains("mean of 3 commits: 4.0 ms");
  }

  @ParameterizedTest
  @ValueSource(strings = {"--snapshots=0", "--rate=0", "--snapshot-every=0", "--pause-ms=-1"})
  void command_thatCanMeasureNothing_isRefused(String option) {
    // Given
    CommandLine bench = Bench.commandLine();
    StringWriter err = new StringWriter();
    bench.setErr(new PrintWriter(err));
    // When
    int code = bench.execute("fresh", option, "--out=" + folder.resolve("fresh.json"));
    // Then
    assertThat(code).isEqualTo(1);
    assertThat(err.toString()).contains("Give at least one snapshot");
  }
}
