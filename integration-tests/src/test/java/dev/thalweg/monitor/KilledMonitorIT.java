package dev.thalweg.monitor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.thalweg.integration.process.ThalwegProcess;
import dev.thalweg.integration.stack.OnEachStack;
import dev.thalweg.integration.stack.TestStack;
import dev.thalweg.schemas.Connection;
import dev.thalweg.schemas.Pipeline;
import dev.thalweg.schemas.PipelineTopic;
import dev.thalweg.schemas.avro.AccuracyScope;
import dev.thalweg.schemas.avro.WindowAccuracy;
import dev.thalweg.topics.Since;
import dev.thalweg.topics.TopicFollower;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;
import org.awaitility.Awaitility;
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

  private final AtomicReference<WindowAccuracy> total = new AtomicReference<>();

  @Test
  void monitor_countsOnAtOnceAndEachPredictionOnce() throws Exception {
    // Given: transactions that outlast the test, where nobody ends them
    Connection connection = stack.connection();
    stack.createTopics(PIPELINE);
    try (PredictionStream stream = new PredictionStream(connection, PIPELINE, 200);
        TopicFollower<WindowAccuracy> accuracy =
            new TopicFollower<>(
                connection,
                PIPELINE,
                PipelineTopic.ACCURACY,
                WindowAccuracy.class,
                Since.NOW,
                read -> {
                  if (read.getScope() == AccuracyScope.TOTAL) {
                    total.set(read);
                  }
                })) {
      accuracy.start();
      ThalwegProcess monitor = start(connection, 0);

      // When
      for (int kill = 1; kill <= KILLS; kill++) {
        awaitLabelled(labelled() + 100);
        monitor.kill();
        monitor.awaitExit(LONG);
        monitor = start(connection, kill);
      }
      awaitLabelled(labelled() + 100);
      stream.stop();
      awaitLabelled(stream.sent());
      // What follows in the same partition is counted after whatever might come twice.
      stream.sendLast();
      awaitLabelled(stream.sent());
      monitor.terminate();
      monitor.awaitExit(LONG);

      // Then
      assertThat(total.get().getScored()).isEqualTo(stream.sent());
      assertThat(total.get().getLabelled()).isEqualTo(stream.sent());
      assertThat(total.get().getCorrect()).isEqualTo(stream.right());
    }
  }

  private long labelled() {
    return total.get() == null ? 0 : total.get().getLabelled();
  }

  private void awaitLabelled(long predictions) {
    Awaitility.await("%d counted".formatted(predictions))
        .atMost(LONG)
        .until(() -> labelled() >= predictions);
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
