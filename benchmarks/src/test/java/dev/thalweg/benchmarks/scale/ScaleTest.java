package dev.thalweg.benchmarks.scale;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.thalweg.benchmarks.Bench;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ScaleTest {
  @TempDir Path dir;

  @Test
  void learners_learnAllSamples_andTheirRecordsAreMeasured() throws Exception {
    // Given
    Path out = dir.resolve("scale.json");

    // When
    int exit =
        Bench.commandLine()
            .execute("scale", "--images=3000", "--learners=1,3", "--passes=1,2", "--out=" + out);

    // Then
    assertThat(exit).isZero();
    var read = new ObjectMapper().readTree(Files.readString(out));
    assertThat(read.get("runs")).hasSize(4);
    assertThat(read.at("/runs/0/samples").asLong()).isEqualTo(2_976);
    assertThat(read.at("/runs/2/samples").asLong()).isBetween(2_976 - 3 * 31L, 2_976L);
    assertThat(read.at("/runs/0/merges").asLong()).isZero();
    assertThat(read.at("/runs/3/merges").asLong()).isBetween(4L, 8L);
    for (var run : read.get("runs")) {
      assertThat(run.get("accuracy").asDouble()).isBetween(0.5, 1.0);
    }
    assertThat(read.at("/runs/2/sentBytes").asLong())
        .isGreaterThanOrEqualTo(3 * read.at("/records/1/contribution").asLong());
    long weights = 4 * read.get("parameters").asLong();
    assertThat(read.at("/records/0/snapshot").asLong()).isBetween(weights, weights + 2_000);
    assertThat(read.at("/records/1/contribution").asLong())
        .isBetween(2 * weights, 2 * weights + 1_000);
    assertThat(read.at("/records/1/state").asLong())
        .isCloseTo(read.at("/records/0/state").asLong() + 2 * weights, within(200L));
  }

  @ParameterizedTest
  @CsvSource({"--learners=0", "--learners=2000", "--passes=0", "--images=10"})
  void impossibleNumber_isOneSentence(String option) {
    StringWriter err = new StringWriter();

    int exit = Bench.commandLine().setErr(new PrintWriter(err, true)).execute("scale", option);

    assertThat(exit).isEqualTo(1);
    assertThat(err.toString().strip()).startsWith("thalweg: --").endsWith(".").hasLineCount(1);
  }

  @Test
  void ids_areSpreadAsTheProducerSpreadsThem() {
    assertThat(Partitioned.partition("mnist-train-1-000123", 1)).isZero();
    int[] counts = new int[4];
    for (int i = 0; i < 4_000; i++) {
      counts[Partitioned.partition("id-" + i, 4)]++;
    }
    assertThat(Arrays.stream(counts)).allMatch(count -> count > 900 && count < 1_100);
  }
}
