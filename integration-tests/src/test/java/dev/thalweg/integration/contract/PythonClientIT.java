package dev.thalweg.integration.contract;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.thalweg.integration.command.CommandLineCluster;
import dev.thalweg.integration.process.ThalwegProcess;
import dev.thalweg.integration.stack.OnEachStack;
import dev.thalweg.integration.stack.TestStack;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.Parameter;

/**
 * The script of examples/python, with the mapping beside it. Skipped where no Python has the
 * packages that it needs, but not where {@code THALWEG_REQUIRE} says {@code python}.
 */
@Execution(ExecutionMode.CONCURRENT)
@OnEachStack(containersByDefault = false)
class PythonClientIT {
  private static final Path EXAMPLE = Path.of("..", "examples", "python").toAbsolutePath();
  private static final String SCRIPT = EXAMPLE.resolve("pumps.py").toString();
  private static final Pattern ADDRESS = Pattern.compile("HTTP is answered on (http://\\S+:\\d+)");

  /** The first may be of the user's own making, and the other is the system's. */
  private static final List<String> PYTHONS = List.of("python3", "/usr/bin/python3");

  private static final String PACKAGES =
      """
      import confluent_kafka
      try:
          import fastavro
      except ImportError:
          import avro.io
      """;

  @Parameter TestStack stack;
  @TempDir Path home;

  /** What a program came to. */
  private record Ended(int status, String out, String err) {}

  @Test
  void script_writesRows_asksForPredictions_andReadsTheAccuracy() throws Exception {
    // Given: a pipeline over the script's topic
    String python = pythonWithPackages();
    String mapping = EXAMPLE.resolve("pumps.yaml").toString();
    try (CommandLineCluster cluster = new CommandLineCluster(stack, "pumps")) {
      String broker = cluster.connection().bootstrapServer();
      Ended created = run(python, SCRIPT, "--create-topic", "--bootstrap-server", broker);
      assertThat(created.out()).as(created.toString()).contains("There is a topic pump-readings.");
      cluster.start("ingest", "--mapping", mapping, "--scored", "--instance", "one");
      String[] train = {
        "train", "--mapping", mapping, "--preset", "tabular", "--snapshot-every", "500"
      };
      cluster.start(with(train, "--instance", "one"));
      cluster.start("monitor", "--window", "1", "--instance", "one");
      ThalwegProcess scorer =
          cluster.start("score", "--gate", "off", "--http-port", "0", "--instance", "one");
      String url =
          Awaitility.await("the address")
              .atMost(CommandLineCluster.LONG)
              .until(() -> address(scorer), Optional::isPresent)
              .orElseThrow();

      // When
      String[] client = {
        python,
        SCRIPT,
        "--bootstrap-server",
        broker,
        "--schema-registry",
        cluster.connection().schemaRegistry(),
        "--url",
        url
      };
      Ended ended = run(with(client, "--count", "1500", "--labelled", "1500", "--timeout", "120"));

      // Then: it gets answers what it asked for
      assertThat(ended.status()).as(ended.toString()).isZero();
      List<String> lines = ended.out().lines().toList();
      assertThat(lines).hasSize(5);
      assertThat(lines.get(0)).isEqualTo("Wrote 1500 rows to pump-readings.");
      assertThat(lines.get(1)).startsWith("p1000000: SOUND, by version ");
      assertThat(lines.get(2)).startsWith("p1000001: SOUND, by version ");
      assertThat(lines.get(3)).startsWith("p1000002: WORN, by version ");

      // And: the same of rows as they stand in the topic
      Ended byRows = run(with(client, "--count", "0", "--rows"));
      assertThat(byRows.status()).as(byRows.toString()).isZero();
      assertThat(byRows.out().lines().map(line -> line.replaceAll("version.*", "version")))
          .startsWith(
              "p1000000: SOUND, by version",
              "p1000001: SOUND, by version",
              "p1000002: WORN, by version");

      // And: it reads the same accuracy as everybody else
      JsonNode total =
          cluster.watchAll("accuracy").stream()
              .map(record -> record.get("value"))
              .filter(value -> value.get("scope").asText().equals("TOTAL"))
              .reduce((earlier, later) -> later)
              .orElseThrow();
      assertThat(total.get("accuracy").asDouble()).isGreaterThan(0.9);
      assertThat(lines.get(4))
          .contains(": %s of 1500 labelled predictions".formatted(total.get("correct").asText()));
      assertThat(cluster.watchAll("dead-letters")).isEmpty();
    }
  }

  @Test
  void script_withoutItsPackages_saysWhatToInstall() throws Exception {
    // Given: a Python that does not look where packages are installed
    String python = pythonWithPackages();
    // When
    Ended ended = run(python, "-I", "-S", SCRIPT);
    // Then
    assertThat(ended.status()).isEqualTo(1);
    assertThat(ended.err().strip())
        .isEqualTo(
            "The Python package confluent_kafka is missing: install it with \"apt-get install"
                + " python3-confluent-kafka\" or \"pip install confluent-kafka\".");
  }

  private static String[] with(String[] args, String... more) {
    List<String> all = new ArrayList<>(List.of(args));
    all.addAll(List.of(more));
    return all.toArray(String[]::new);
  }

  private static Optional<String> address(ThalwegProcess scorer) {
    Matcher found = ADDRESS.matcher(scorer.err());
    return found.find() ? Optional.of(found.group(1)) : Optional.empty();
  }

  private String pythonWithPackages() throws IOException, InterruptedException {
    String failure = "";
    for (String python : PYTHONS) {
      try {
        Ended ended = run(python, "-c", PACKAGES);
        if (ended.status() == 0) {
          return python;
        }
        failure = ended.err();
      } catch (IOException e) {
        failure = e.getMessage(); // there is none of this name
      }
    }
    String required = System.getenv().getOrDefault("THALWEG_REQUIRE", "");
    if (!Arrays.asList(required.split(",")).contains("python")) {
      assumeThat(failure).as("Python has confluent_kafka, and fastavro or avro").isEmpty();
    }
    throw new AssertionError("No Python has confluent_kafka, and fastavro or avro: " + failure);
  }

  /** Runs a program to its end. */
  private Ended run(String... command) throws IOException, InterruptedException {
    Path out = Files.createTempFile(home, "out", ".txt");
    Path err = Files.createTempFile(home, "err", ".txt");
    Process process =
        new ProcessBuilder(command)
            .directory(home.toFile())
            .redirectOutput(out.toFile())
            .redirectError(err.toFile())
            .start();
    try {
      assertThat(process.waitFor(4, TimeUnit.MINUTES)).as("the end of " + command[0]).isTrue();
      return new Ended(
          process.exitValue(), Files.readString(out, UTF_8), Files.readString(err, UTF_8));
    } finally {
      process.destroyForcibly();
    }
  }
}
