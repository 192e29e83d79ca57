package dev.thalweg.topics.outage;

import dev.thalweg.schemas.Connection;
import dev.thalweg.schemas.UserException;
import dev.thalweg.topics.ReadingThread;
import dev.thalweg.topics.StopSwitch;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.function.UnaryOperator;
import org.apache.kafka.clients.admin.Admin;

/**
 * Asks the broker every few seconds whether it is there. Kafka's clients, by which a service reads
 * and writes, try again by themselves and say nothing of it; so this is what knows of an outage,
 * has it told, and ends when it outlasts the connection's patience.
 */
public final class ClusterWatch implements AutoCloseable {
  private static final Duration EVERY = Duration.ofSeconds(2);

  private final Connection connection;
  private final StopSwitch stop = new StopSwitch();
  private final ReadingThread thread;
  private Admin admin;

  /** Not started as yet; for a connection that waits. */
  public ClusterWatch(Connection connection) {
    this.connection = connection;
    thread = new ReadingThread("cluster-watch", stop, new Turns(), UnaryOperator.identity());
  }

  /** Starts its thread; once only. */
  public void start() {
    admin = connection.openAdmin();
    thread.start();
  }

  /** Done when it was closed; exceptionally, with a sentence, when the broker stays away. */
  public CompletableFuture<Void> completion() {
    return thread.completion();
  }

  private final class Turns implements ReadingThread.Work {
    @Override
    public void turn() {
      if (isThere()) {
        ReadingThread.pause(stop, EVERY);
      }
    }

    /** Whoever was asked to stop waits no longer, and that the broker is away is no news then. */
    private boolean isThere() {
      try {
        return connection.isThere(admin);
      } catch (UserException e) {
        if (connection.patience().isStopped()) {
          return true;
        }
        throw e;
      }
    }

    /** What is asked for ends in an error then. */
    @Override
    public void wakeup() {
      admin.close(Duration.ZERO);
    }

    @Override
    public void close() {
      if (admin != null) {
        admin.close(Duration.ZERO);
      }
    }
  }

  /** Within 4 s. */
  @Override
  public void close() {
    thread.close();
  }
}
