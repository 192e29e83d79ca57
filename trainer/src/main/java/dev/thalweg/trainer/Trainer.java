package dev.thalweg.trainer;

import dev.thalweg.schemas.Pipeline;
import dev.thalweg.schemas.UserException;
import dev.thalweg.trainer.topology.LearnerFigures;
import dev.thalweg.trainer.topology.LearnerTopology;
import java.time.Clock;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.streams.CloseOptions;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.TopologyConfig;

/** The trainer as a service: the learner topology in Kafka Streams, exactly once. */
public final class Trainer implements AutoCloseable {
  private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(5);

  private final TrainerConfig config;
  private final CompletableFuture<Void> completion = new CompletableFuture<>();
  private final LearnerFigures figures = new LearnerFigures(Clock.systemUTC());
  private EmbeddedLearner learner;
  private KafkaStreams streams;

  public Trainer(TrainerConfig config) {
    this.config = config;
  }

  /**
   * Checks the topics and starts learning.
   *
   * @throws UserException when the topics are not there or not as needed
   */
  public void start() {
    learner = EmbeddedLearner.prepare(config, figures);
    try {
      streams = open();
    } catch (KafkaException | IllegalArgumentException e) {
      throw config.connection().cannotBeSetUp(e);
    }
    streams.setUncaughtExceptionHandler(learner.failures(completion::completeExceptionally));
    streams.setStateListener(
        (state, before) -> {
          if (state == KafkaStreams.State.ERROR) { // keeps the failure where there was one
            completion.completeExceptionally(TrainerFailure.unexplained(config));
          } else if (state == KafkaStreams.State.NOT_RUNNING) {
            completion.complete(null);
          }
        });
    try {
      streams.start();
    } catch (IllegalArgumentException e) { // a setting that it has not looked at before
      throw config.connection().cannotBeSetUp(e);
    }
  }

  private KafkaStreams open() {
    StreamsConfig settings = new StreamsConfig(learner.settings());
    // With the settings, so that those of topologies, such as processor.wrapper.class, hold too.
    Topology topology = learner.addTo(new Topology(new TopologyConfig(settings)));
    return new KafkaStreams(topology, settings, learner.clients());
  }

  /** Whether the learner takes samples. */
  public boolean isReady() {
    return streams != null && streams.state() == KafkaStreams.State.RUNNING;
  }

  /** What its learners do. */
  public LearnerFigures figures() {
    return figures;
  }

  /** Shows Kafka Streams, to read its metrics and nothing else; after {@link #start}. */
  public void showStreams(Consumer<KafkaStreams> observer) {
    observer.accept(streams);
  }

  /**
   * The names of the topics that it writes, without those of Kafka Streams; after {@link #start}.
   */
  public Set<String> written() {
    return learner.written();
  }

  /** Done when the trainer has ended; exceptionally, with its failure, when it could not go on. */
  public CompletableFuture<Void> completion() {
    return completion;
  }

  /** Commits and stops, within 5 s. */
  @Override
  public void close() {
    if (streams != null) {
      streams.close(CloseOptions.timeout(CLOSE_TIMEOUT));
    }
    if (learner != null) {
      learner.close();
    }
  }

  /** The consumer group of a pipeline's trainers, which is their Streams application too. */
  public static String group(Pipeline pipeline) {
    return pipeline.group("trainer");
  }

  /** The topic that holds a trainer's committed state. */
  public static String changelog(Pipeline pipeline) {
    return group(pipeline) + "-" + LearnerTopology.STORE + "-changelog";
  }
}
