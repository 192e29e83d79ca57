package dev.thalweg.streams;

import dev.thalweg.schemas.Connection;
import dev.thalweg.schemas.UserException;
import dev.thalweg.topics.outage.Recovery;
import java.time.Duration;
import java.util.Properties;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.streams.CloseOptions;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler.StreamThreadExceptionResponse;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A topology at work: it begins anew from what is committed where the broker was away, and ends
 * with a sentence where that does not help.
 */
public final class StreamsService implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(StreamsService.class);
  private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(5);

  private final Connection connection;
  private final StreamsFailure failures;
  private final Recovery recovery;
  private final CompletableFuture<Void> completion = new CompletableFuture<>();
  private volatile KafkaStreams streams;

  /**
   * A service that is not started.
   *
   * @param service in a sentence, such as {@code monitor of digits}
   */
  public StreamsService(Connection connection, String service) {
    this.connection = connection;
    this.failures = new StreamsFailure(connection, service);
    this.recovery = new Recovery(connection.patience());
  }

  /**
   * Starts; does not wait until it is ready.
   *
   * @throws UserException when the settings can't be used
   */
  public void start(Topology topology, Properties settings, ExactlyOnceClients clients) {
    clients.nameTransactions(settings);
    KafkaStreams starting = open(topology, settings, clients);
    starting.setUncaughtExceptionHandler(
        failure -> {
          if (StreamsFailure.isUndecided(failure) || recovery.allows(failure)) {
            LOG.warn("It goes on from what is committed: {}", failure.getMessage());
            Thread.currentThread().setUncaughtExceptionHandler((thread, told) -> {});
            return StreamThreadExceptionResponse.REPLACE_THREAD;
          }
          completion.completeExceptionally(failures.mendable(failure));
          return StreamThreadExceptionResponse.SHUTDOWN_CLIENT;
        });
    starting.setStateListener(
        (state, before) -> {
          if (state == KafkaStreams.State.ERROR) { // keeps the failure where there was one
            completion.completeExceptionally(failures.unexplained());
          } else if (state == KafkaStreams.State.NOT_RUNNING) {
            completion.complete(null);
          }
        });
    streams = starting;
    try {
      starting.start();
    } catch (IllegalArgumentException e) { // a setting that it has not looked at before
      throw connection.cannotBeSetUp(e);
    }
  }

  private KafkaStreams open(Topology topology, Properties settings, ExactlyOnceClients clients) {
    try {
      return new KafkaStreams(topology, settings, clients);
    } catch (KafkaException | IllegalArgumentException e) {
      throw connection.cannotBeSetUp(e);
    }
  }

  /** Whether it works: its partitions are assigned and their state is there. */
  public boolean isReady() {
    KafkaStreams running = streams;
    return running != null && running.state() == KafkaStreams.State.RUNNING;
  }

  /** Shows Kafka Streams, to read its metrics and nothing else; after {@link #start}. */
  public void show(Consumer<KafkaStreams> observer) {
    observer.accept(streams);
  }

  /** Done when it has ended; exceptionally, with its failure, when it could not go on. */
  public CompletableFuture<Void> completion() {
    return completion;
  }

  /** Commits and stops, within 5 s. */
  @Override
  public void close() {
    KafkaStreams running = streams;
    if (running != null) {
      running.close(CloseOptions.timeout(CLOSE_TIMEOUT));
    }
    completion.complete(null);
  }
}
