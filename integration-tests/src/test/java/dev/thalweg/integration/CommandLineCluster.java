package dev.thalweg.integration;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.thalweg.integration.stack.TestStack;
import dev.thalweg.schemas.Connection;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.awaitility.Awaitility;

/** A pipeline's topics on a stack, and commands that work on them, each a process. */
final class CommandLineCluster implements AutoCloseable {
  static final Duration LONG = Duration.ofMinutes(2);

  private static final ObjectMapper JSON = new ObjectMapper();

  private final Path home;
  private final String pipeline;
  private final List<ThalwegProcess> running = new ArrayList<>();
  private final Connection connection;

  /** Creates the topics, which must be new. */
  CommandLineCluster(TestStack stack, String pipeline) {
    this.home = stack.home();
    this.pipeline = pipeline;
    this.connection = stack.connection();
    assertThat(run("topics", "create").out()).contains("Created 11 of 11");
  }

  Connection connection() {
    return connection;
  }

  /** Starts a command that goes on, and waits until it says that it is ready. */
  ThalwegProcess startService(String... args) {
    ThalwegProcess service = start(args);
    Awaitility.await(args[0]).atMost(LONG).until(() -> service.err().contains("is ready"));
    return service;
  }

  /** Starts a command that goes on. */
  ThalwegProcess start(String... args) {
    ThalwegProcess process = ThalwegProcess.start(home, here(args));
    running.add(process);
    return process;
  }

  /** Runs a command to its end, whatever its exit code. */
  ThalwegProcess runToEnd(String... args) {
    return ThalwegProcess.run(home, LONG, here(args));
  }

  /** Runs a command that has to succeed. */
  ThalwegProcess run(String... args) {
    ThalwegProcess process = runToEnd(args);
    assertThat(process.exitCode()).as(process.describe()).isZero();
    return process;
  }

  /** The first records of a topic, as {@code watch} shows them; waits for so many. */
  List<JsonNode> watch(String topic, int messages) {
    return watch(topic, "--max-messages", Integer.toString(messages), "--timeout-ms", "60000");
  }

  /** The ring's snapshots, without the gate's copies; waits for so many. */
  List<JsonNode> watchRing(int snapshots) {
    return Awaitility.await("snapshots")
        .atMost(LONG)
        .until(
            () ->
                watchAll("snapshots").stream()
                    .filter(record -> !record.get("key").asText().endsWith("/serving"))
                    .toList(),
            ring -> ring.size() >= snapshots);
  }

  /** All records that are in a topic now. */
  List<JsonNode> watchAll(String topic) {
    return watch(topic, "--timeout-ms", "1500");
  }

  private List<JsonNode> watch(String topic, String... options) {
    List<String> args = new ArrayList<>(List.of("watch", topic, "--json", "--from-beginning"));
    args.addAll(List.of(options));
    List<JsonNode> records = new ArrayList<>();
    try {
      for (String line : run(args.toArray(String[]::new)).out().lines().toList()) {
        records.add(JSON.readTree(line));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return records;
  }

  private String[] here(String... args) {
    List<String> all = new ArrayList<>(List.of(args));
    all.addAll(
        List.of(
            "--bootstrap-server",
            connection.bootstrapServer(),
            "--schema-registry",
            connection.schemaRegistry(),
            "--pipeline",
            pipeline));
    return all.toArray(String[]::new);
  }

  @Override
  public void close() {
    for (int i = running.size() - 1; i >= 0; i--) {
      running.get(i).close();
    }
  }
}
