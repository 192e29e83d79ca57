package dev.thalweg.snapshots.serving;

import dev.thalweg.schemas.Connection;
import dev.thalweg.schemas.Pipeline;
import dev.thalweg.schemas.SchemaRegistry;
import dev.thalweg.snapshots.ServedModel;
import dev.thalweg.topics.ClientFailure;
import dev.thalweg.topics.ReadingThread;
import dev.thalweg.topics.StopSwitch;
import dev.thalweg.topics.bounded.PartitionTail;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.InvalidOffsetException;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.RetriableException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps what is to be served of a pipeline's model at hand, on a thread of its own: the newest
 * valid snapshot, or the one that the latest directive in {@code control} pins. It finds both by
 * stepping back from the end of their topics, so the time to start does not grow with history, and
 * needs no trainer; then it follows what comes.
 *
 * <p>Directives are read first: as long as it serves nothing and a pinned snapshot may still turn
 * up, it offers no other. While one is pinned it goes on tracking the newest, so that a directive
 * to follow is obeyed at once.
 *
 * <p>The newest is ordered by sequence: a repeat, or an older one, never replaces a newer one. A
 * model that is begun anew begins again at sequence 0, in new topics; a follower of the old ones
 * goes on with what it has until it is started again.
 *
 * <p>A snapshot that is refused is counted, logged and published as an alarm; a record that is no
 * snapshot goes to dead-letters. Neither ends it, and neither does a broker or a registry that is
 * away for a while.
 */
public final class SnapshotFollower implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(SnapshotFollower.class);
  private static final Duration RETRY = Duration.ofMillis(500);
  private static final Duration CONSUMER_CLOSE_TIMEOUT = Duration.ofMillis(500);

  private final Consumer<byte[], byte[]> consumer;
  private final Consumer<byte[], byte[]> control;
  private final RefusalPublisher refusals;
  private final CurrentModel current;
  private final StopSwitch stop = new StopSwitch();
  private final SnapshotReader reader;
  private final DirectiveReader directives;
  private final DirectiveExecutor executor;
  private final ReadingThread thread;
  private Phase phase = Phase.DIRECTIVES;

  /**
   * Takes the clients over, and closes them; the registry stays the caller's.
   *
   * @param consumer for the snapshots
   * @param control for the directives
   * @param current where it offers what it finds
   */
  SnapshotFollower(
      Consumer<byte[], byte[]> consumer,
      Consumer<byte[], byte[]> control,
      Producer<byte[], byte[]> producer,
      SchemaRegistry registry,
      Pipeline pipeline,
      CurrentModel current,
      InstantSource clock) {
    this.consumer = consumer;
    this.control = control;
    this.current = current;
    this.refusals = new RefusalPublisher(producer, registry, pipeline, clock);
    this.reader = new SnapshotReader(consumer, registry, pipeline, current, refusals, stop);
    this.directives = new DirectiveReader(control, registry, pipeline, refusals, stop);
    this.executor = new DirectiveExecutor(reader, current, refusals, clock);
    this.thread =
        new ReadingThread("snapshot-follower", stop, new Turns(), ClientFailure::explained);
  }

  /**
   * A follower of a pipeline's snapshots, not started yet.
   *
   * @param registry closed by the caller, after the follower
   * @param clientId begins the names of its Kafka clients
   */
  public static SnapshotFollower of(
      Connection connection, SchemaRegistry registry, Pipeline pipeline, String clientId) {
    return of(connection, registry, pipeline, clientId, new CurrentModel());
  }

  public static SnapshotFollower of(
      Connection connection,
      SchemaRegistry registry,
      Pipeline pipeline,
      String clientId,
      CurrentModel current) {
    return new SnapshotFollower(
        FollowerClients.snapshots(connection, clientId),
        FollowerClients.control(connection, clientId),
        FollowerClients.refusals(connection, clientId),
        registry,
        pipeline,
        current,
        InstantSource.system());
  }

  /** Starts its thread; once only. */
  public void start() {
    thread.start();
  }

  /** What is served: the newest valid snapshot or the pinned one; empty before the first. */
  public Optional<ServedModel> current() {
    return current.get();
  }

  /** Waits for the first valid snapshot, at most this long; empty if there is none by then. */
  public Optional<ServedModel> awaitFirst(Duration timeout) {
    return current.awaitFirst(timeout);
  }

  /** Calls it after every swap, on the follower's thread; it should be quick. */
  public void onSwap(java.util.function.Consumer<ServedModel> listener) {
    current.onSwap(listener);
  }

  /** How often what is served has changed, the first snapshot included. */
  public long swaps() {
    return current.swaps();
  }

  /** How many records of the topic were refused. */
  public long refused() {
    return reader.refused();
  }

  /** Done when it has ended; exceptionally, with its failure, when it could not go on. */
  public CompletableFuture<Void> completion() {
    return thread.completion();
  }

  private void closeClients() {
    for (Consumer<byte[], byte[]> client : List.of(consumer, control)) {
      try {
        client.close(CloseOptions.timeout(CONSUMER_CLOSE_TIMEOUT));
      } catch (KafkaException e) {
        LOG.debug("The consumer was not closed cleanly.", e);
      }
    }
    refusals.close();
  }

  /** What it is at. */
  private enum Phase {
    /** Looks for the latest directive. */
    DIRECTIVES,
    /** Looks for the newest snapshot, once it may. */
    NEWEST,
    /** Stands at the end of both topics. */
    FOLLOWING
  }

  private final class Turns implements ReadingThread.Work {
    @Override
    public void turn() {
      phase = next(phase);
    }

    @Override
    public void close() {
      closeClients();
    }
  }

  private Phase next(Phase phase) {
    try {
      return switch (phase) {
        case DIRECTIVES -> directives.search(executor::obey) ? Phase.NEWEST : Phase.DIRECTIVES;
        case NEWEST -> findNewest();
        case FOLLOWING -> {
          directives.follow(Duration.ZERO, executor::obey); // the snapshots' poll waits
          executor.proceed();
          reader.follow();
          yield Phase.FOLLOWING;
        }
      };
    } catch (InvalidOffsetException e) {
      LOG.warn("A topic was trimmed or made anew ({}); looking for the newest.", e.getMessage());
      return Phase.DIRECTIVES;
    } catch (RetriableException e) { // a search that stalled, for one
      LOG.warn("The snapshots can't be read just now: {}", e.getMessage());
      ReadingThread.pause(stop, RETRY);
      return phase;
    }
  }

  private Phase findNewest() {
    directives.follow(mustWait() ? PartitionTail.POLL : Duration.ZERO, executor::obey);
    executor.proceed();
    return !mustWait() && reader.search() ? Phase.FOLLOWING : Phase.NEWEST;
  }

  /** Whether serving the newest would be serving it before the pinned one. */
  private boolean mustWait() {
    return executor.isPending() && current.get().isEmpty();
  }

  /** Asks it to end, without waiting. */
  public void stop() {
    thread.stop();
  }

  /** Within 4 s. */
  @Override
  public void close() {
    thread.close();
  }
}
