package dev.thalweg.benchmarks.start;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.thalweg.benchmarks.Bench;
import dev.thalweg.benchmarks.run.Machine;
import dev.thalweg.benchmarks.run.ResultFile;
import dev.thalweg.schemas.UserException;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class StartTest {
  private static final List<String> SAID =
      List.of(
          "Source: MNIST training images from /data (SHA-256 verified)",
          "Kafka 127.0.0.1:1, registry http://127.0.0.1:2/apis/ccompat/v7, data in /tmp/d",
          "The page is at http://127.0.0.1:8081.",
          "learned 0/60,000  0/s  loss 0.000  no snapshot yet  held-out -  latency 0 ms",
          "learned 2,304/60,000  782/s  loss 1.151  version 2,016  held-out -  latency 0 ms",
          "learned 9,408/60,000  900/s  loss 0.328  version 8,000  held-out 87.93%  latency 9 ms",
          "",
          "Source                 MNIST training images from /data (SHA-256 verified)",
          "Test images            10,000, scored by the last snapshot: 97.11 % right",
          "Image to prediction    p50 52 ms, p99 278 ms");

  @TempDir Path folder;

  private static Stamps stamps(List<String> lines, double ofEach) {
    Stamps.Taking taking = new Stamps.Taking();
    for (int i = 0; i < lines.size(); i++) {
      double at = ofEach * i;
      taking.line(lines.get(i), at, () -> Map.of("thalweg", at, "broker", at / 2));
    }
    return taking.ended(ofEach * lines.size());
  }

  @Test
  void stamps_ofADemosLines_areOfTheFirstThatSaysSo() {
    // When
    Stamps stamps = stamps(SAID, 1);

    // Then
    assertThat(stamps.seconds())
        .isEqualTo(
            Map.of(
                Phase.SOURCE, 0.0,
                Phase.STACK, 1.0,
                Phase.PAGE, 2.0,
                Phase.LEARNED, 4.0,
                Phase.HELD_OUT, 5.0,
                Phase.SUMMARY, 9.0,
                Phase.END, 10.0));
    assertThat(stamps.cpuSeconds().get(Phase.PAGE))
        .isEqualTo(Map.of("thalweg", 2.0, "broker", 1.0));
    assertThat(stamps.isWhole()).isTrue();
  }

  @Test
  void stamps_noAccuracyBeforeTheSummary_isThatOfTheTestImages() {
    // Given
    List<String> said = SAID.stream().filter(line -> !line.contains("87.93%")).toList();

    // When / Then
    assertThat(stamps(said, 1).seconds()).containsEntry(Phase.HELD_OUT, 7.0);
  }

  @Test
  void stamps_demoThatBrokeOff_areNotWhole() {
    assertThat(stamps(SAID.subList(0, 4), 1).isWhole()).isFalse();
  }

  @Test
  void table_severalDemos_hasMedians() throws IOException {
    // Given
    Start start =
        new Start(
            new Machine(2, "os", "jdk", 1, "backend"),
            "mnist",
            1.5,
            List.of(stamps(SAID, 1), stamps(SAID, 3), stamps(SAID, 1.5)),
            List.of(0.3, 0.2, 0.9));
    Path file = folder.resolve("start.json");

    // When
    new ResultFile(file).write(start);

    // Then
    assertThat(start.table())
        .contains("| the first held-out accuracy | 7.50 | 7.50 | 3.75 |  |")
        .contains("| the end of the process | 15.00 |  |  |  |")
        .contains("`score --help`: 0.30 s.");
    JsonNode json = new ObjectMapper().readTree(file.toFile());
    assertThat(json.at("/demos/1/seconds/HELD_OUT").asDouble()).isEqualTo(15);
    assertThat(json.at("/demos/0/cpuSeconds/PAGE/broker").asDouble()).isEqualTo(1);
  }

  @Test
  void program_startedOtherwise_isRefused() {
    assertThatThrownBy(() -> Program.above(null))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("bin/thalweg");
    assertThatThrownBy(() -> Program.above(folder.resolve("a/b/c").toString()))
        .isInstanceOf(UserException.class);
  }

  @Test
  void program_ofAnInstallation_isAboveItsLibraries() throws IOException {
    // Given
    Path script = folder.resolve("bin/thalweg");
    Files.createDirectories(script.getParent());
    Files.createFile(script);
    assertThat(script.toFile().setExecutable(true)).isTrue();

    // When
    Program program = Program.above(folder.resolve("cli/target/lib").toString());

    // Then
    assertThat(program.script()).isEqualTo(script);
  }

  @Test
  void demo_thatFails_isToldWithWhatItSaid() throws IOException {
    // Given
    Path script = folder.resolve("failing");
    Files.writeString(script, "#!/bin/sh\necho \"Source: none, $1\"\nexit 3\n");
    assertThat(script.toFile().setExecutable(true)).isTrue();

    // When / Then
    assertThatThrownBy(() -> new Program(script).demo(List.of()))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("status 3")
        .hasMessageContaining("Source: none, demo");
  }

  @Test
  void command_withoutARun_isRefused() {
    // Given
    CommandLine bench = Bench.commandLine();
    StringWriter err = new StringWriter();
    bench.setErr(new PrintWriter(err));

    // When
    int code = bench.execute("start", "--runs=0", "--out=" + folder.resolve("start.json"));

    // Then
    assertThat(code).isEqualTo(1);
    assertThat(err.toString()).contains("at least one run");
  }
}
