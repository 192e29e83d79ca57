package dev.thalweg.examples.training;

import dev.thalweg.schemas.Connection;
import dev.thalweg.schemas.Pipeline;
import dev.thalweg.schemas.SchemaRegistry;
import dev.thalweg.schemas.UserException;
import dev.thalweg.topics.TopicAdmin;
import dev.thalweg.trainer.EmbeddedLearner;
import dev.thalweg.trainer.TrainerConfig;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.streams.CloseOptions;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.TopologyConfig;

/** The application: its own topology and the learner's in one {@code KafkaStreams}. */
public final class MeterTrainer implements AutoCloseable {
  private final SchemaRegistry registry;
  private final EmbeddedLearner learner;
  private final KafkaStreams streams;
  private final CompletableFuture<Void> completion = new CompletableFuture<>();

  /**
   * One that is not started. The pipeline's topics are there ({@code thalweg topics create}), and
   * so is the team's own.
   *
   * @param instance the same after a restart, never the same for two processes
   * @param stateDir a folder of this instance's own
   * @throws UserException when the topics are not there or not as needed
   */
  public MeterTrainer(Connection connection, Pipeline pipeline, String instance, Path stateDir) {
    requireReadings(connection, pipeline);
    learner =
        EmbeddedLearner.prepare(
            new TrainerConfig(
                connection,
                MeterTopology.learner(pipeline),
                instance,
                stateDir,
                Duration.ofSeconds(10)));
    registry = connection.openRegistry();
    StreamsConfig settings = new StreamsConfig(learner.settings());
    Topology topology =
        MeterTopology.build(
            new Topology(new TopologyConfig(settings)), pipeline, registry, learner::addTo);
    streams = new KafkaStreams(topology, settings, learner.clients());
    streams.setUncaughtExceptionHandler(learner.failures(completion::completeExceptionally));
    streams.setStateListener(
        (state, before) -> {
          if (state == KafkaStreams.State.NOT_RUNNING || state == KafkaStreams.State.ERROR) {
            completion.complete(null); // keeps the failure where there was one
          }
        });
  }

  private static void requireReadings(Connection connection, Pipeline pipeline) {
    try (Admin admin = connection.openAdmin()) {
      if (new TopicAdmin(admin, pipeline).partitions(MeterTopology.READINGS).isEmpty()) {
        throw new UserException(
            "There is no topic \"%s\": create it first.".formatted(MeterTopology.READINGS));
      }
    }
  }

  /** Starts; once only. */
  public void start() {
    streams.start();
  }

  /** Samples that were learned by this process. */
  public long samples() {
    return learner.figures().samples();
  }

  /** Done when it has ended; exceptionally, with its failure, when it could not go on. */
  public CompletableFuture<Void> completion() {
    return completion;
  }

  /** Commits and stops, within 5 s. */
  @Override
  public void close() {
    boolean unused = streams.close(CloseOptions.timeout(Duration.ofSeconds(5)));
    learner.close();
    registry.close();
  }

  /** Arguments: bootstrap servers, the registry's URL, pipeline, instance, state folder. */
  public static void main(String[] args) {
    Locale.setDefault(Locale.ROOT);
    if (args.length != 5) {
      System.err.println("Give BOOTSTRAP_SERVERS REGISTRY_URL PIPELINE INSTANCE STATE_DIR.");
      System.exit(2);
    }
    try {
      MeterTrainer trainer =
          new MeterTrainer(
              new Connection(args[0], args[1], Map.of(), false).checked(),
              new Pipeline(args[2]),
              args[3],
              Path.of(args[4]));
      Runtime.getRuntime().addShutdownHook(new Thread(trainer::close));
      trainer.start();
      trainer.completion().join();
    } catch (UserException e) {
      System.err.println(e.getMessage());
      System.exit(1);
    } catch (CompletionException e) {
      System.err.println(e.getCause().getMessage());
      System.exit(1);
    }
  }
}
