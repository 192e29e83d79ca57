package dev.thalweg.integration.command;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.thalweg.integration.process.ThalwegProcess;
import dev.thalweg.integration.stack.TestStack;
import dev.thalweg.monitor.watch.Watch;
import dev.thalweg.monitor.watch.WatchOptions;
import dev.thalweg.monitor.watch.WatchOutput;
import dev.thalweg.schemas.Connection;
import dev.thalweg.schemas.Pipeline;
import dev.thalweg.schemas.PipelineTopic;
import dev.thalweg.topics.PointInTime;
import dev.thalweg.topics.Since;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.awaitility.Awaitility;

/**
 * A pipeline's topics on a stack, and commands that work on them. Those that go on are processes.
 * Those that come to an end run inside this virtual machine, which spares a start each, unless a
 * test asks for a process.
 */
public final class CommandLineCluster implements AutoCloseable {
  /** How long to wait for what a machine that is busy with something else may take long for. */
  public static final Duration LONG = Duration.ofMinutes(4);

  /** How often to read a whole topic: it costs as much as what it waits for. */
  public static final Duration READ_EVERY = Duration.ofMillis(500);

  private static final ObjectMapper JSON = new ObjectMapper();

  private final Path home;
  private final Pipeline pipeline;
  private final List<ThalwegProcess> running = new ArrayList<>();
  private final Connection connection;

  /** Creates the topics, which must be new. */
  public CommandLineCluster(TestStack stack, String pipeline) {
    this(stack.home(), stack.connection(), pipeline);
  }

  /** The same, on a cluster that is reached so. */
  public CommandLineCluster(Path home, Connection connection, String pipeline) {
    this.home = home;
    this.pipeline = new Pipeline(pipeline);
    this.connection = connection;
    assertThat(run("topics", "create").out()).contains("Created 15 of 15");
  }

  public Connection connection() {
    return connection;
  }

  /** Starts a command that goes on, and waits until it says that it is ready. */
  public ThalwegProcess startService(String... args) {
    ThalwegProcess service = start(args);
    Awaitility.await(args[0])
        .atMost(LONG)
        .failFast(() -> assertThat(service.isAlive()).as(service.describe()).isTrue())
        .until(() -> service.err().contains("is ready"));
    return service;
  }

  /** Starts a command that goes on. */
  public ThalwegProcess start(String... args) {
    ThalwegProcess process = ThalwegProcess.start(home, here(args));
    running.add(process);
    return process;
  }

  /** Runs a command to its end, whatever its exit code. */
  public CommandOutcome runToEnd(String... args) {
    return CommandOutcome.of(here(args));
  }

  /** Runs a command that has to succeed. */
  public CommandOutcome run(String... args) {
    CommandOutcome outcome = runToEnd(args);
    assertThat(outcome.exitCode()).as(outcome.describe()).isZero();
    return outcome;
  }

  /** Runs a command as a process to its end, whatever its exit code. */
  public ThalwegProcess runProcessToEnd(String... args) {
    return ThalwegProcess.run(home, LONG, here(args));
  }

  /** Runs a command that has to succeed as a process. */
  public ThalwegProcess runProcess(String... args) {
    ThalwegProcess process = runProcessToEnd(args);
    assertThat(process.exitCode()).as(process.describe()).isZero();
    return process;
  }

  /** The first records of a topic, as {@code watch --json} shows them; waits for so many. */
  public List<JsonNode> watch(String topic, int messages) {
    return watch(topic, Optional.empty(), messages, LONG);
  }

  /** The ring's snapshots, without the gate's copies; waits for so many. */
  public List<JsonNode> watchRing(int snapshots) {
    return Awaitility.await("snapshots")
        .atMost(LONG)
        .pollInterval(READ_EVERY)
        .until(
            () ->
                watchAll("snapshots").stream()
                    .filter(record -> !record.get("key").asText().endsWith("/serving"))
                    .toList(),
            ring -> ring.size() >= snapshots);
  }

  /** All records that are in a topic now. */
  public List<JsonNode> watchAll(String topic) {
    return watch(topic, Optional.of(PointInTime.NOW), 0, Duration.ZERO);
  }

  private List<JsonNode> watch(
      String topic, Optional<Instant> until, long messagesMax, Duration idleMax) {
    ByteArrayOutputStream shown = new ByteArrayOutputStream();
    WatchOptions options =
        new WatchOptions(
            PipelineTopic.ofSuffix(topic),
            Since.BEGINNING,
            until,
            List.of(),
            1,
            messagesMax,
            idleMax);
    WatchOutput output = WatchOutput.json(new PrintStream(shown, false, UTF_8), UTF_8);
    new Watch(connection, pipeline, options, output).run();
    List<JsonNode> records = new ArrayList<>();
    try {
      for (String line : shown.toString(UTF_8).lines().toList()) {
        records.add(JSON.readTree(line));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return records;
  }

  private String[] here(String... args) {
    List<String> all = new ArrayList<>(List.of(args));
    if (!all.contains("--wait-for-cluster")) {
      all.addAll(List.of("--wait-for-cluster", "4m")); // a busy broker is none that is away
    }
    all.addAll(
        List.of(
            "--bootstrap-server",
            connection.bootstrapServer(),
            "--schema-registry",
            connection.schemaRegistry(),
            "--pipeline",
            pipeline.name()));
    return all.toArray(String[]::new);
  }

  @Override
  public void close() {
    for (int i = running.size() - 1; i >= 0; i--) {
      running.get(i).close();
    }
  }
}
