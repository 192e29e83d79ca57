package dev.thalweg.integration.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.thalweg.integration.process.ThalwegProcess;
import dev.thalweg.integration.stack.FreePort;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The main job, on rows of numbers and by options alone, for users who live elsewhere, on a machine
 * whose environment has things for all programs: options for every virtual machine, a port to debug
 * at among them, and what Kubernetes tells of its services. Options in the environment reach the
 * children of a process, too.
 */
class LocalesIT {
  private static final Duration LONG = Duration.ofMinutes(4);
  private static final Set<String> WEIGHTS = ConcurrentHashMap.newKeySet();

  @TempDir Path home;

  @ParameterizedTest
  @CsvSource({"tr, TR, u-ca-buddhist-nu-thai", "ar, EG, u-nu-arab"})
  void demo_isTheSameInEveryLocale(String language, String country, String extensions)
      throws Exception {
    // Given
    Path data = Files.createDirectory(home.resolve("data"));
    MadeDataSet.READINGS.write(data);
    Path report = home.resolve("report.json");
    Map<String, String> environment = new HashMap<>();
    environment.put(
        "JAVA_TOOL_OPTIONS",
        "-Duser.language="
            + language
            + (" -Duser.country=" + country + " -Duser.region=" + country)
            + (" -Duser.extensions=" + extensions)
            + " -agentlib:jdwp=transport=dt_socket,server=y,suspend=n,address=127.0.0.1:"
            + FreePort.find());
    environment.put("THALWEG_PORT", "tcp://10.0.0.1:80");
    environment.put("THALWEG_PORT_80_TCP_ADDR", "10.0.0.1");

    // When
    ThalwegProcess demo =
        ThalwegProcess.start(
            home,
            environment,
            "demo",
            "--source=idx",
            "--data=" + data,
            "--rate=max",
            "--exit-when-done",
            "--report=" + report);
    demo.awaitExit(LONG);

    // Then
    assertThat(demo.exitCode()).as(demo.describe()).isZero();
    assertThat(demo.out())
        .containsPattern("The page is at http://127\\.0\\.0\\.1:[0-9]+")
        .containsPattern("Learned +12,000 samples")
        .containsPattern("Test images +2,000, .* [0-9.]+ % right");
    JsonNode told = new ObjectMapper().readTree(Files.readString(report));
    assertThat(told.get("source").asText()).isEqualTo("idx");
    assertThat(told.get("samples").asInt()).isEqualTo(MadeDataSet.TRAIN);
    assertThat(told.get("servedVersion").asInt()).isEqualTo(MadeDataSet.TRAIN);
    assertThat(told.get("testExamples").asInt()).isEqualTo(MadeDataSet.TEST);
    assertThat(told.get("testAccuracy").asDouble())
        .isBetween(MadeDataSet.ALLOWED - 0.04, MadeDataSet.ALLOWED + 0.02);
    WEIGHTS.add(told.get("servedSha256").asText());
    assertThat(WEIGHTS).as("hashes of the weights").hasSize(1);
  }
}
