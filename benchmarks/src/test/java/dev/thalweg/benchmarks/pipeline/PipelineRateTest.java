package dev.thalweg.benchmarks.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.thalweg.benchmarks.Bench;
import dev.thalweg.benchmarks.pipeline.PipelineRate.Behind;
import dev.thalweg.benchmarks.pipeline.PipelineRate.Share;
import dev.thalweg.benchmarks.pipeline.PipelineRate.Step;
import dev.thalweg.benchmarks.run.Machine;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

class PipelineRateTest {
  private static final Behind SAWTOOTH = behind(0.1, 0.6, 1.1, 0.1, 0.6, 1.1, 0.1, 0.6);

  @TempDir Path folder;

  @Test
  void service_betweenTwoCommits_doesNotLag() {
    assertThat(SAWTOOTH.isLagging()).isFalse();
    assertThat(SAWTOOTH.getMedianSeconds()).isEqualTo(0.6);
  }

  @Test
  void service_thatLosesGround_lags() {
    // Given a twentieth of what comes, over 20 s
    Behind loses =
        new Behind("trainer", IntStream.range(0, 40).mapToObj(i -> 0.5 + i / 40.0).toList(), 0.5);
    // When / Then
    assertThat(loses.getLostShare()).isEqualTo(0.05, within(1e-9));
    assertThat(loses.isLagging()).isTrue();
  }

  @Test
  void service_thatIsFarBehind_lagsAlsoWhereItCatchesUp() {
    assertThat(behind(4.0, 3.0, 2.5, 2.0).isLagging()).isTrue();
  }

  @Test
  void producer_thatDoesNotComeToItsRate_lags() {
    assertThat(step(1_000, 960, SAWTOOTH).getLagging()).containsExactly("producer of samples");
    assertThat(step(1_000, 999, SAWTOOTH).getLagging()).isEmpty();
  }

  @Test
  void rate_isTheHighestAtWhichNothingLagged() {
    // Given a rate that was stood at the second attempt, and one that was not
    Behind far = behind(3, 3, 3, 3);
    PipelineRate rate =
        new PipelineRate(
            Machine.here(),
            100,
            List.of(
                step(1_000, 1_000, SAWTOOTH),
                step(2_000, 2_000, far),
                step(2_000, 2_001, SAWTOOTH),
                step(3_000, 3_000, far),
                step(3_000, 2_800, far)));
    // When
    String table = rate.table();
    // Then
    assertThat(rate.getSamplesPerSecond()).isEqualTo(2_000);
    assertThat(table)
        .contains("| 2,000 | 1,000 | 3.0 | 1.50 | trainer |")
        .contains("| 2,001 | 1,000 | 0.6 | 1.50 | nothing |")
        .contains("| 2,800 | 1,000 | 3.0 | 1.50 | producer of samples, trainer |")
        .contains("| CPU, cores | at 2,000 samples/s | at 3,000 samples/s |")
        .contains("| broker | 0.40 | 0.40 |");
  }

  @Test
  void rate_thatNothingStood_isNone() {
    PipelineRate rate = new PipelineRate(Machine.here(), 100, List.of(step(1_000, 500, SAWTOOTH)));
    assertThat(rate.getSamplesPerSecond()).isZero();
    assertThat(rate.table()).contains("| CPU, cores | at 1,000 samples/s |");
  }

  @ParameterizedTest
  @CsvSource({"--rates,0", "--images,0", "--seconds,1"})
  void command_withNothingToDo_isRefused(String option, String value) {
    // Given
    StringWriter err = new StringWriter();
    CommandLine bench = Bench.commandLine().setErr(new PrintWriter(err, true));
    String out = folder.resolve("pipeline.json").toString();
    // When
    int status = bench.execute("pipeline", option, value, "--out", out);
    // Then
    assertThat(status).isEqualTo(1);
    assertThat(err.toString()).startsWith("thalweg: Give rates").doesNotContain("\tat ");
  }

  private static Behind behind(double... seconds) {
    return new Behind("trainer", Arrays.stream(seconds).boxed().toList(), 0.3);
  }

  private static Step step(long asked, double came, Behind trainer) {
    return new Step(
        asked,
        came,
        1_000,
        1_000,
        List.of(trainer),
        List.of(new Share("broker", 0.4), new Share("trainer", 1.1)),
        1);
  }
}
