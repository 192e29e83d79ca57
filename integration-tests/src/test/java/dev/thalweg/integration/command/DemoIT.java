package dev.thalweg.integration.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.thalweg.integration.process.ThalwegProcess;
import dev.thalweg.integration.stack.FreePort;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The main job, as the README starts it. */
@Order(5)
@Execution(ExecutionMode.CONCURRENT)
class DemoIT {
  private static final Duration LONG = Duration.ofMinutes(4);

  @TempDir Path home;

  private static Map<String, String> locale(String language, String country, String extensions) {
    return Map.of(
        "JAVA_TOOL_OPTIONS",
        "-Duser.language=%s -Duser.country=%s -Duser.region=%s -Duser.extensions=%s"
            .formatted(language, country, country, extensions));
  }

  private JsonNode report() throws IOException {
    return new ObjectMapper().readTree(Files.readString(home.resolve("report.json")));
  }

  @Test
  void mnist_isLearnedInOnePassAndItsTestImagesAreScoredByTheLastSnapshot() throws IOException {
    String mnist = System.getenv("THALWEG_MNIST");
    assumeTrue(mnist != null, "THALWEG_MNIST does not name a folder with MNIST");

    // When
    ThalwegProcess demo =
        ThalwegProcess.run(
            home,
            LONG,
            "demo",
            "--source",
            "mnist",
            "--data",
            mnist,
            "--rate",
            "max",
            "--exit-when-done",
            "--report",
            home.resolve("report.json").toString());

    // Then
    assertThat(demo.exitCode()).as(demo.describe()).isZero();
    JsonNode report = report();
    assertThat(report.get("source").asText()).isEqualTo("mnist");
    assertThat(report.get("samples").asLong()).isEqualTo(60_000);
    assertThat(report.get("testExamples").asLong()).isEqualTo(10_000);
    assertThat(report.get("testAccuracy").asDouble()).isGreaterThanOrEqualTo(0.968);
    assertThat(report.get("prequentialAccuracy").asDouble()).isGreaterThanOrEqualTo(0.93);
    assertThat(report.get("snapshots").asLong()).isEqualTo(30);
    assertThat(report.get("servedVersion").asLong()).isEqualTo(60_000);
    assertThat(report.get("servedSha256").asText()).matches("[0-9a-f]{64}");
    assertThat(report.get("predictionLatencyMs").get("p50").asDouble()).isPositive();
    assertThat(demo.out()).contains("SHA-256");
  }

  /**
   * Under what a machine's environment has for all programs: another locale, options for every
   * virtual machine, a port to debug at among them, and what Kubernetes tells of its services.
   * Options in the environment reach the children of a process, too.
   */
  @ParameterizedTest
  @EnumSource(MadeDataSet.class)
  void dataSetOfAnyShape_isLearnedByOptionsAlone_asFarAsItsLabelsAllow(MadeDataSet set)
      throws IOException {
    assumeTrue(
        set == MadeDataSet.SIGNS || Boolean.getBoolean("it.all"),
        "One of four data sets has to do; for all of them give -Dit.all=true");

    // Given
    Path data = Files.createDirectory(home.resolve("data"));
    set.write(data);
    Map<String, String> environment = new HashMap<>(locale("tr", "TR", "u-ca-buddhist-nu-thai"));
    environment.merge(
        "JAVA_TOOL_OPTIONS",
        " -agentlib:jdwp=transport=dt_socket,server=y,suspend=n,address=127.0.0.1:"
            + FreePort.find(),
        String::concat);
    environment.put("THALWEG_PORT", "tcp://10.0.0.1:80");
    environment.put("THALWEG_PORT_80_TCP_ADDR", "10.0.0.1");

    // When
    ThalwegProcess demo =
        ThalwegProcess.start(
            home,
            environment,
            "demo",
            "--source",
            "idx",
            "--data",
            data.toString(),
            "--rate",
            "max",
            "--exit-when-done",
            "--port",
            "0",
            "--report",
            home.resolve("report.json").toString());
    demo.awaitExit(LONG);

    // Then
    assertThat(demo.exitCode()).as(demo.describe()).isZero();
    assertThat(demo.out())
        .containsPattern("The page is at http://127\\.0\\.0\\.1:[0-9]+")
        .containsPattern("Learned +12,000 samples")
        .containsPattern("Test images +2,000, .* [0-9.]+ % right");
    JsonNode report = report();
    assertThat(report.get("source").asText()).isEqualTo("idx");
    assertThat(report.get("samples").asInt()).isEqualTo(MadeDataSet.TRAIN);
    assertThat(report.get("testExamples").asInt()).isEqualTo(MadeDataSet.TEST);
    assertThat(report.get("testAccuracy").asDouble())
        .isBetween(MadeDataSet.ALLOWED - 0.04, MadeDataSet.ALLOWED + 0.02);
    if (set == MadeDataSet.SIGNS) {
      assertThat(demo.out()).contains("has 2 columns: the labels are those of the first.");
    }
  }

  @Test
  void generatedDigits_areLearnedInTwoSittingsAsInOne() throws IOException {
    // Given: a run without an end to compare with
    String[] args = {
      "demo",
      "--source",
      "digits",
      "--samples",
      "12000",
      "--rate",
      "max",
      "--exit-when-done",
      "--report",
      home.resolve("report.json").toString()
    };
    ThalwegProcess whole = ThalwegProcess.run(home, LONG, args);
    assertThat(whole.exitCode()).as(whole.describe()).isZero();
    JsonNode expected = report();
    Files.delete(home.resolve("report.json"));

    // When: another is interrupted after some snapshots, and started again elsewhere
    Path dir = home.resolve("stack");
    String[] slow = {
      "demo",
      "--source",
      "digits",
      "--samples",
      "12000",
      "--rate",
      "1500",
      "--exit-when-done",
      "--dir",
      dir.toString()
    };
    List<ProcessHandle> children;
    try (ThalwegProcess first = ThalwegProcess.start(home, slow)) {
      Awaitility.await("some snapshots")
          .atMost(LONG)
          .until(() -> first.out().contains("  version "));
      children = first.descendants();
      assertThat(children).isNotEmpty();
      first.interrupt();
      first.awaitExit(LONG);
      assertThat(first.err()).doesNotContain("\tat ");
    }
    Awaitility.await("the end of its children")
        .atMost(LONG)
        .until(() -> children.stream().noneMatch(ProcessHandle::isAlive));

    String[] again = {
      "demo",
      "--source",
      "digits",
      "--samples",
      "12000",
      "--rate",
      "max",
      "--exit-when-done",
      "--dir",
      dir.toString(),
      "--report",
      home.resolve("report.json").toString()
    };
    ThalwegProcess second = ThalwegProcess.start(home, locale("ar", "EG", "u-nu-arab"), again);
    second.awaitExit(LONG);

    // Then: the same weights, by their hash
    assertThat(second.exitCode()).as(second.describe()).isZero();
    JsonNode report = report();
    assertThat(report.get("samples").asLong()).isEqualTo(12_000);
    assertThat(report.get("servedVersion").asLong()).isEqualTo(12_000);
    assertThat(report.get("servedSha256")).isEqualTo(expected.get("servedSha256"));
    assertThat(report.get("prequentialAccuracy")).isEqualTo(expected.get("prequentialAccuracy"));
    assertThat(report.get("testAccuracy")).isEqualTo(expected.get("testAccuracy"));
    assertThat(report.get("testAccuracy").asDouble()).isGreaterThan(0.9);
  }
}
