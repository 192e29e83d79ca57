package dev.thalweg.monitor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.thalweg.integration.stack.OnEachStack;
import dev.thalweg.integration.stack.TestStack;
import dev.thalweg.schemas.Connection;
import dev.thalweg.schemas.Pipeline;
import dev.thalweg.streams.ExactlyOnceClients;
import dev.thalweg.topics.stepping.SkippedOffsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.common.errors.TimeoutException;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;

/** A monitor that does not hear what became of its commits, as when the broker goes just then. */
@OnEachStack(containersByDefault = false)
class UndecidedCommitIT {
  private static final Duration LONG = Duration.ofMinutes(2);
  private static final Pipeline PIPELINE = new Pipeline("undecided");

  @Parameter TestStack stack;
  @TempDir Path stateDir;

  /** Of its commits the tenth is lost, and the twentieth holds all the same. */
  private static final class Deaf extends ExactlyOnceClients {
    static final int LOST = 10;
    static final int HOLDS = 20;

    final AtomicInteger commits = new AtomicInteger();

    Deaf() {
      super(SkippedOffsets.NONE);
    }

    @Override
    protected void commit(Runnable commit) {
      int number = commits.incrementAndGet();
      if (number != LOST) {
        commit.run();
      }
      if (number == LOST || number == HOLDS) {
        throw new TimeoutException("commit " + number);
      }
    }
  }

  @Test
  void predictions_areCountedOnceWhateverBecameOfACommit() throws Exception {
    // Given
    Connection connection = stack.connection();
    stack.createTopics(PIPELINE);
    Deaf clients = new Deaf();
    MonitorConfig config = MonitorConfig.of(connection, PIPELINE, stateDir, "one");
    try (PredictionStream stream = new PredictionStream(connection, PIPELINE, 500);
        CountedTotal total = new CountedTotal(connection, PIPELINE);
        Monitor monitor = new Monitor(config, clients)) {
      monitor.start();

      // When
      Awaitility.await("both commits")
          .dontCatchUncaughtExceptions()
          .atMost(LONG)
          .until(() -> clients.commits.get() > Deaf.HOLDS + 5);

      // Then: neither less nor more
      total.assertIsAllOf(stream);
      assertThat(monitor.completion()).isNotDone();
    }
  }
}
