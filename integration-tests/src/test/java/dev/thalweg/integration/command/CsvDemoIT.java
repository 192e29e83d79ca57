package dev.thalweg.integration.command;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.thalweg.integration.process.ThalwegProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** What somebody types who has a CSV file of his own. */
@Order(7)
@Execution(ExecutionMode.CONCURRENT)
class CsvDemoIT {
  private static final Duration LONG = Duration.ofMinutes(4);
  private static final int ROWS = 1_500;
  private static final Pattern LEARNS = Pattern.compile("learned [1-9]");

  @TempDir Path home;

  private ThalwegProcess demo(String... more) {
    return ThalwegProcess.start(home, arguments(more));
  }

  private String[] arguments(String... more) {
    List<String> arguments =
        new ArrayList<>(
            List.of(
                "demo",
                "--dir",
                home.resolve("stack").toString(),
                "--port",
                "0",
                "--exit-when-done",
                "--report",
                home.resolve("report.json").toString()));
    arguments.addAll(List.of(more));
    return arguments.toArray(String[]::new);
  }

  private JsonNode reportOf(ThalwegProcess demo) throws IOException {
    demo.awaitExit(LONG);
    assertThat(demo.exitCode()).as(demo.describe()).isZero();
    return new ObjectMapper().readTree(Files.readString(home.resolve("report.json")));
  }

  @Test
  void classes_areLearnedFromAFile_andItsDirectoryTakesNoOther() throws IOException {
    String streams = System.getenv("THALWEG_STREAMS");
    assumeTrue(streams != null, "THALWEG_STREAMS does not name a folder with elec.csv.gz");
    String file = Path.of(streams, "elec.csv.gz").toString();

    // When
    String[] args = {"--csv", file, "--target", "class", "--samples", "3000", "--rate", "max"};
    ThalwegProcess first = demo(args);
    JsonNode report = reportOf(first);

    // Then
    assertThat(first.out())
        .contains("Mapping: " + home.resolve("stack").resolve("elec.mapping.yaml"))
        .containsPattern("Test-then-train +[0-9.]+ % right .* kappa 0\\.[0-9]+");
    assertThat(report.get("rows").asLong()).isEqualTo(3_000);
    assertThat(report.get("rowsSent").asLong()).isEqualTo(3_000);
    assertThat(report.get("samples").asLong()).isEqualTo(3_000);
    assertThat(report.get("deadLettered").asLong()).isZero();
    assertThat(report.get("prequentialAccuracy").asDouble()).isGreaterThan(0.87);
    assertThat(report.get("noChangeAccuracy").asDouble()).isBetween(0.83, 0.85);
    assertThat(report.get("kappa").asDouble()).isGreaterThan(0.7);
    assertThat(report.get("meanAbsoluteError").isNull()).isTrue();
    assertThat(report.get("servedVersion").asLong()).isEqualTo(2_000);

    // And: another file is refused, in the place of the first
    Path other = Files.writeString(home.resolve("elec.csv"), "period,class\n1,0\n2,1\n", UTF_8);
    ThalwegProcess refused = demo("--csv", other.toString(), "--target", "class");
    assertThat(refused.awaitExit(LONG)).as(refused.describe()).isEqualTo(1);
    assertThat(refused.err()).contains("holds a demo of the stream", "use another --dir.");
  }

  @Test
  void numbers_areLearnedFromAnUntidyFile_whoseRowsAreSentOnceInTwoSittings() throws IOException {
    // Given
    Path file = untidy();
    String[] args = {"--csv", file.toString(), "--target", "Preis in €"};

    // When: it is interrupted in the middle, and goes on
    try (ThalwegProcess first = demo(arguments(args, "--rate", "100"))) {
      Awaitility.await("the first samples")
          .atMost(LONG)
          .until(() -> !first.isAlive() || LEARNS.matcher(first.out()).find());
      assertThat(first.isAlive()).as(first.describe()).isTrue();
      first.interrupt();
      first.awaitExit(LONG);
      assertThat(first.err()).doesNotContain("\tat ");
    }
    ThalwegProcess second = demo(arguments(args, "--rate", "max"));
    JsonNode report = reportOf(second);

    // Then: each row once, those that can't be read aside
    assertThat(second.out())
        .containsPattern("Continuing after the [0-9,]+ rows that are there\\.")
        .contains("1 of them in dead-letters, the first is row 778: ");
    assertThat(report.get("rows").asLong()).isEqualTo(ROWS);
    assertThat(report.get("rowsSent").asLong()).isBetween(1L, ROWS - 1L);
    assertThat(report.get("deadLettered").asLong()).isEqualTo(1);
    assertThat(report.get("samples").asLong()).isEqualTo(ROWS - 1);
    assertThat(report.get("prequentialAccuracy").isNull()).isTrue();
    assertThat(report.get("meanAbsoluteError").asDouble())
        .isLessThan(report.get("lastValueError").asDouble() / 2);
    assertThat(report.get("r2").asDouble()).isGreaterThan(0.5);

    // And: the model is what the log says
    ThalwegProcess verify =
        ThalwegProcess.run(
            home,
            LONG,
            "verify",
            "--dir",
            home.resolve("stack").toString(),
            "--pipeline",
            report.get("pipeline").asText());
    assertThat(verify.out()).as(verify.describe()).startsWith("SAME: Version ");
  }

  private static String[] arguments(String[] some, String... more) {
    List<String> all = new ArrayList<>(List.of(some));
    all.addAll(List.of(more));
    return all.toArray(String[]::new);
  }

  /** As a spreadsheet writes it: a mark, semicolons, commas in numbers, quotes, empty cells. */
  private Path untidy() throws IOException {
    SplittableRandom random = new SplittableRandom(7);
    StringBuilder text = new StringBuilder("\uFEFFFläche;\"Lage; grob\";leer;Preis in €\r\n");
    for (int row = 1; row <= ROWS; row++) {
      double area = 20 + 100 * random.nextDouble();
      boolean isCentral = random.nextBoolean();
      double price = 3 * area + (isCentral ? 150 : 0) + 10 * random.nextDouble();
      text.append(row % 50 == 0 ? "" : comma(area))
          .append(isCentral ? ";\"im \"\"Zentrum\"\"; nah\";" : ";Rand;")
          .append(';')
          .append(row == 778 ? "" : comma(price))
          .append("\r\n");
    }
    return Files.writeString(home.resolve("Häuser 2024.csv"), text, UTF_8);
  }

  private static String comma(double number) {
    return String.format(Locale.ROOT, "%.2f", number).replace('.', ',');
  }
}
