package dev.thalweg.monitor;

import dev.thalweg.integration.process.ThalwegProcess;
import dev.thalweg.integration.stack.OnEachStack;
import dev.thalweg.integration.stack.TestStack;
import dev.thalweg.schemas.Connection;
import dev.thalweg.schemas.Pipeline;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;

/** A monitor that is killed with its transaction open, and started again under its name. */
@OnEachStack(containersByDefault = false)
class KilledMonitorIT {
  private static final Duration LONG = Duration.ofMinutes(4);
  private static final Pipeline PIPELINE = new Pipeline("killed");
  private static final int KILLS = 3;

  @Parameter TestStack stack;
  @TempDir Path dir;

  @Test
  void monitor_countsOnAtOnceAndEachPredictionOnce() throws Exception {
    // Given: transactions that outlast the test, where nobody ends them
    Connection connection = stack.connection();
    stack.createTopics(PIPELINE);
    try (PredictionStream stream = new PredictionStream(connection, PIPELINE, 200);
        CountedTotal total = new CountedTotal(connection, PIPELINE)) {
      ThalwegProcess monitor = start(connection, 0);

      // When
      for (int kill = 1; kill <= KILLS; kill++) {
        total.awaitLabelled(total.labelled() + 100);
        monitor.kill();
        monitor.awaitExit(LONG);
        monitor = start(connection, kill);
      }
      total.awaitLabelled(total.labelled() + 100);

      // Then
      total.assertIsAllOf(stream);
      monitor.terminate();
      monitor.awaitExit(LONG);
    }
  }

  /** With a folder of its own, as in a container that is made anew. */
  private ThalwegProcess start(Connection connection, int number) throws IOException {
    Path clients = Files.createTempFile(dir, "clients", ".properties");
    Files.writeString(clients, "producer.transaction.timeout.ms=900000\n");
    return ThalwegProcess.start(
        dir,
        "monitor",
        "--no-http",
        "--instance=one",
        "--state-dir=" + dir.resolve("state-" + number),
        "--command-config=" + clients,
        "--bootstrap-server=" + connection.bootstrapServer(),
        "--schema-registry=" + connection.schemaRegistry(),
        "--pipeline=" + PIPELINE.name());
  }
}
