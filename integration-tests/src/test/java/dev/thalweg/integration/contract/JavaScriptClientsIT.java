package dev.thalweg.integration.contract;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.thalweg.integration.command.CommandLineCluster;
import dev.thalweg.integration.stack.OnEachStack;
import dev.thalweg.integration.stack.TestStack;
import dev.thalweg.schemas.Connection;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.Parameter;

/**
 * Clients of other people's making, in another language. Skipped where npm is not installed or
 * can't fetch them, but not where {@code THALWEG_REQUIRE} says {@code javascript}.
 */
@Execution(ExecutionMode.CONCURRENT)
@OnEachStack(containersByDefault = false)
class JavaScriptClientsIT {
  private static final Path SOURCES = Path.of("src", "test", "js");
  private static final ObjectMapper JSON = new ObjectMapper();

  @Parameter TestStack stack;
  @TempDir Path home;

  @Test
  void clientsOfKafkajs_readTheTopicsAndTeachTheTrainer() throws Exception {
    // Given
    installClients();
    try (CommandLineCluster cluster = new CommandLineCluster(stack, "open")) {
      cluster.start("train", "--snapshot-every", "1000", "--instance", "one");
      cluster.start("score", "--gate", "off", "--instance", "one"); // no copies in snapshots
      cluster.start("monitor", "--instance", "one", "--window", "1");
      cluster.run("produce", "--source", "digits", "--samples", "2000", "--rate", "max");
      assertThat(cluster.watch("snapshots", 1)).hasSize(1);

      // When
      node(cluster.connection(), "teach", "open", "48");
      String[] images = {
        "produce", "--to", "examples", "--source", "digits", "--samples", "200", "--rate", "max"
      };
      cluster.run(images);

      // Then: the trainer learns what they wrote
      assertThat(cluster.watch("training", 64)).hasSize(64);
      List<JsonNode> snapshots = cluster.watch("snapshots", 2);
      assertThat(cluster.run("verify").out()).startsWith("SAME: Version 2016");
      assertThat(cluster.watchAll("dead-letters")).isEmpty();
      Awaitility.await("all labels counted")
          .atMost(CommandLineCluster.LONG)
          .pollInterval(CommandLineCluster.READ_EVERY)
          .until(() -> total(values(cluster.watchAll("accuracy"))), total -> total == 200);
      List<JsonNode> accuracy = values(cluster.watchAll("accuracy"));

      // And: they read what it wrote, and what the others did
      JsonNode read =
          JSON.readTree(
              node(
                  cluster.connection(),
                  "read",
                  "open",
                  "samples=2048",
                  "examples=200",
                  "labels=200",
                  "training=64",
                  "snapshots=2",
                  "predictions=200",
                  "accuracy=" + accuracy.size()));
      JsonNode taught = read.get("samples").get(2_047);
      assertThat(taught.get("id").asText()).isEqualTo("javascript-47");
      assertThat(read.get("samples").get(0).get("data").asInt()).isEqualTo(28 * 28);
      assertThat(list(read.get("snapshots")))
          .extracting(snapshot -> snapshot.get("sha256"))
          .isEqualTo(values(snapshots).stream().map(value -> value.get("sha256")).toList());
      assertThat(list(read.get("predictions"))).allMatch(JavaScriptClientsIT::isMostProbable);
      assertThat(total(list(read.get("accuracy")))).isEqualTo(200);
      assertThat(list(read.get("accuracy")))
          .extracting(one -> one.get("correct").asLong())
          .isEqualTo(accuracy.stream().map(one -> one.get("correct").asLong()).toList());
    }
  }

  private static boolean isMostProbable(JsonNode prediction) {
    double highest =
        prediction.get("probabilities").get(prediction.get("label").asInt()).asDouble();
    return prediction.get("probabilities").size() == 10
        && list(prediction.get("probabilities")).stream().allMatch(p -> p.asDouble() <= highest);
  }

  private static long total(List<JsonNode> accuracy) {
    return accuracy.stream()
        .filter(one -> one.get("scope").asText().equals("TOTAL"))
        .mapToLong(one -> one.get("labelled").asLong())
        .max()
        .orElse(0);
  }

  private static List<JsonNode> values(List<JsonNode> records) {
    return records.stream().map(record -> record.get("value")).toList();
  }

  private static List<JsonNode> list(JsonNode array) {
    List<JsonNode> all = new ArrayList<>();
    array.forEach(all::add);
    return all;
  }

  private void installClients() throws IOException, InterruptedException {
    for (String file : List.of("package.json", "package-lock.json", "client.js")) {
      Files.copy(SOURCES.resolve(file), home.resolve(file));
    }
    String failure = "";
    try {
      Path out = home.resolve("npm.txt");
      if (run(out, "npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund") != 0) {
        failure = Files.readString(out) + Files.readString(home.resolve("errors.txt"));
      }
    } catch (IOException e) {
      failure = e.getMessage(); // there is no npm
    }
    if (!System.getenv().getOrDefault("THALWEG_REQUIRE", "").contains("javascript")) {
      assumeThat(failure).as("npm is installed and fetches kafkajs").isEmpty();
    }
    assertThat(failure).as("npm ci").isEmpty();
  }

  /** Runs the script to its end; returns what it printed. */
  private String node(Connection connection, String verb, String... arguments)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of("node", "client.js", verb));
    command.addAll(List.of(connection.bootstrapServer(), connection.schemaRegistry()));
    command.addAll(List.of(arguments));
    Path out = home.resolve(verb + ".json");
    int status = run(out, command.toArray(String[]::new));
    String printed = Files.readString(out, UTF_8);
    assertThat(status).as(printed + Files.readString(home.resolve("errors.txt"))).isZero();
    return printed;
  }

  private int run(Path out, String... command) throws IOException, InterruptedException {
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(home.toFile())
            .redirectOutput(out.toFile())
            .redirectError(home.resolve("errors.txt").toFile());
    builder.environment().put("KAFKAJS_NO_PARTITIONER_WARNING", "1");
    builder.environment().put("NODE_NO_WARNINGS", "1");
    Process process = builder.start();
    try {
      assertThat(process.waitFor(2, TimeUnit.MINUTES)).as("the end of " + command[0]).isTrue();
      return process.exitValue();
    } finally {
      process.destroyForcibly();
    }
  }
}
