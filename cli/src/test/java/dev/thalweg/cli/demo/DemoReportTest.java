package dev.thalweg.cli.demo;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.thalweg.cli.demo.live.Latency;
import java.nio.file.Files;
import java.nio.file.Path;
import org.assertj.core.util.Lists;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DemoReportTest {
  private static final DemoReport REPORT =
      new DemoReport(
          "mnist",
          60_000,
          30.5,
          1_967,
          0.9321,
          10_000,
          0.9712,
          30,
          60_000,
          "ab".repeat(32),
          new Latency(21, 74),
          2);

  @TempDir Path folder;

  private JsonNode written() throws Exception {
    Path file = folder.resolve("report.json");
    REPORT.writeTo(file);
    return new ObjectMapper().readTree(Files.readString(file));
  }

  @Test
  void json_hasExactlyTheseKeysInThisOrder() throws Exception {
    JsonNode json = written();

    assertThat(Lists.newArrayList(json.fieldNames()))
        .containsExactly(
            "source",
            "samples",
            "seconds",
            "samplesPerSecond",
            "prequentialAccuracy",
            "testExamples",
            "testAccuracy",
            "snapshots",
            "servedVersion",
            "servedSha256",
            "predictionLatencyMs",
            "alarms");
    assertThat(Lists.newArrayList(json.get("predictionLatencyMs").fieldNames()))
        .containsExactly("p50", "p99");
  }

  @Test
  void json_holdsTheFiguresAsNumbers() throws Exception {
    JsonNode json = written();

    assertThat(json.get("source").textValue()).isEqualTo("mnist");
    assertThat(json.get("samples").longValue()).isEqualTo(60_000);
    assertThat(json.get("seconds").doubleValue()).isEqualTo(30.5);
    assertThat(json.get("samplesPerSecond").doubleValue()).isEqualTo(1_967);
    assertThat(json.get("prequentialAccuracy").doubleValue()).isEqualTo(0.9321);
    assertThat(json.get("testExamples").longValue()).isEqualTo(10_000);
    assertThat(json.get("testAccuracy").doubleValue()).isEqualTo(0.9712);
    assertThat(json.get("snapshots").longValue()).isEqualTo(30);
    assertThat(json.get("servedVersion").longValue()).isEqualTo(60_000);
    assertThat(json.get("servedSha256").textValue()).isEqualTo("ab".repeat(32));
    assertThat(json.get("predictionLatencyMs").get("p50").longValue()).isEqualTo(21);
    assertThat(json.get("predictionLatencyMs").get("p99").longValue()).isEqualTo(74);
    assertThat(json.get("alarms").longValue()).isEqualTo(2);
  }
}
