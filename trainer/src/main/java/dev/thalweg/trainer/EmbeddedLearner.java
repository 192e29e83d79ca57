package dev.thalweg.trainer;

import dev.thalweg.schemas.Pipeline;
import dev.thalweg.schemas.PipelineTopic;
import dev.thalweg.schemas.SchemaRegistry;
import dev.thalweg.schemas.UserException;
import dev.thalweg.topics.TopicAdmin;
import dev.thalweg.topics.outage.Recovery;
import dev.thalweg.topics.stepping.SkippedOffsets;
import dev.thalweg.trainer.exchange.ExchangeConfig;
import dev.thalweg.trainer.exchange.KafkaRoundExchange;
import dev.thalweg.trainer.fold.LearnerConfig;
import dev.thalweg.trainer.fold.LearnerMemory;
import dev.thalweg.trainer.fold.Rounds;
import dev.thalweg.trainer.log.DecidedState;
import dev.thalweg.trainer.log.KafkaSampleLog;
import dev.thalweg.trainer.log.LoggedState;
import dev.thalweg.trainer.topology.LearnerFigures;
import dev.thalweg.trainer.topology.LearnerTopology;
import dev.thalweg.trainer.topology.SharedLearning;
import dev.thalweg.trainer.topology.SourceConsumer;
import java.time.Clock;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.IntFunction;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.streams.KafkaClientSupplier;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler;
import org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler.StreamThreadExceptionResponse;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The learners of a pipeline as a part of a Kafka Streams application: nodes for its topology,
 * settings and clients for its {@code KafkaStreams}. {@link Trainer} is an application that has
 * nothing else.
 *
 * <p>They read the topic {@code NAME.samples} and nothing else, so that what they learn is a
 * function of that topic: an application that makes samples writes them there. They run as the
 * group and under the application id of {@link Trainer#group}, as every trainer of this pipeline
 * does, so that there is one model of it, and {@code thalweg train} goes on where the application
 * stopped.
 */
public final class EmbeddedLearner implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(EmbeddedLearner.class);

  private final TrainerConfig config;
  private final SchemaRegistry registry;
  private final Recovery recovery;
  private final LearnerFigures figures;
  private final Properties settings;
  private final SourceConsumer source;
  private final KafkaRoundExchange exchange;

  private EmbeddedLearner(
      TrainerConfig config, SchemaRegistry registry, Recovery recovery, LearnerFigures figures) {
    this.config = config;
    this.registry = registry;
    this.recovery = recovery;
    this.figures = figures;
    settings = TrainerStreamsConfig.of(config, Trainer.group(config.learner().pipeline()));
    source =
        new SourceConsumer(
            new StreamsConfig(settings).getKafkaClientSupplier(),
            samples(),
            SkippedOffsets.recorded(config.connection()));
    exchange = config.learner().rounds().areShared() ? exchange() : null;
  }

  /**
   * Checks the pipeline's topics and sets where its group begins; nothing is learned as yet.
   *
   * @throws UserException when the topics are not there or not as needed, the settings can't be
   *     used, or the model is too large for this process
   */
  public static EmbeddedLearner prepare(TrainerConfig config) {
    return prepare(config, new LearnerFigures(Clock.systemUTC()));
  }

  /** The same with figures that are watched already. */
  static EmbeddedLearner prepare(TrainerConfig config, LearnerFigures figures) {
    LearnerTopics topics = new LearnerTopics(config.connection(), config.learner().pipeline());
    int partitions = config.connection().ask(topics::prepare);
    Rounds rounds = new Rounds(partitions, config.mergeEvery());
    TrainerConfig settled =
        config.with(config.learner().with(rounds.areShared() ? rounds : Rounds.NONE));
    LearnerMemory.require(settled.learner(), Runtime.getRuntime().maxMemory());
    SchemaRegistry registry = config.connection().openRegistry();
    EmbeddedLearner prepared = null;
    try {
      prepared =
          new EmbeddedLearner(
              settled, registry, new Recovery(config.connection().patience()), figures);
      prepared.startExchange();
      return prepared;
    } catch (RuntimeException e) {
      if (prepared == null) {
        registry.close();
      } else {
        prepared.close();
      }
      throw e instanceof KafkaException || e instanceof IllegalArgumentException
          ? config.connection().cannotBeSetUp(e)
          : e;
    }
  }

  /** The names of the topics that it writes, without those of Kafka Streams. */
  Set<String> written() {
    return config.learner().pipeline().topics(LearnerTopics.written(exchange != null));
  }

  private KafkaRoundExchange exchange() {
    String group = Trainer.group(config.learner().pipeline());
    return new KafkaRoundExchange(
        new ExchangeConfig(
            config.connection(),
            config.learner(),
            config.mergeWait(),
            group + "-averager",
            group + "-" + config.instance()),
        registry,
        recovery,
        () -> {
          tellMerge();
          source.merged();
        });
  }

  private void startExchange() {
    if (exchange != null) {
      exchange.start();
      tellMerge();
    }
  }

  private void tellMerge() {
    figures.rounds().merged(exchange.newestMerge());
  }

  /**
   * What Kafka Streams has to be set to; new each time. An application may add settings of its own
   * clients, processors and stores. {@code application.id}, {@code processing.guarantee} and the
   * consumer's {@code group.instance.id} stay as they are.
   */
  public Properties settings() {
    Properties copy = new Properties();
    copy.putAll(settings);
    return copy;
  }

  /** The clients that Kafka Streams has to work with, whatever else it reads and writes. */
  public KafkaClientSupplier clients() {
    return source;
  }

  /**
   * Adds its nodes to a topology, and returns that: the source {@code samples-source}, the
   * processor {@code learner} with the store {@value LearnerTopology#STORE}, and the sinks {@code
   * training-sink}, {@code snapshots-sink}, {@code journal-sink}, {@code alarms-sink} and {@code
   * dead-letters-sink}. Once only.
   *
   * @throws org.apache.kafka.streams.errors.TopologyException when the topology has one of these
   *     names already, or reads the samples itself
   */
  public Topology addTo(Topology topology) {
    LearnerConfig learner = config.learner();
    Pipeline pipeline = learner.pipeline();
    IntFunction<Optional<LoggedState>> states =
        partition ->
            DecidedState.read(
                config.connection(), new TopicPartition(Trainer.changelog(pipeline), partition));
    SharedLearning sharing =
        exchange == null
            ? SharedLearning.alone(states)
            : new SharedLearning(exchange, config.mergeWait(), states);
    return new LearnerTopology(
            learner,
            registry,
            partition ->
                new KafkaSampleLog(
                    config.connection(), pipeline, Trainer.group(pipeline), partition),
            source,
            sharing,
            figures,
            Clock.systemUTC())
        .on(topology);
  }

  /**
   * What a thread does that fails: it begins anew where a broker was away that is waited for, else
   * all of them stop.
   *
   * @param ended is told why they stop: a {@link UserException} where there is something to mend,
   *     else the failure itself
   */
  public StreamsUncaughtExceptionHandler failures(Consumer<Throwable> ended) {
    return failure -> {
      if (recovery.allows(failure, TrainerFailure::isMigrated)) {
        LOG.warn("Learning goes on from what is committed: {}", TrainerFailure.passing(failure));
        Recovery.pause();
        Thread.currentThread().setUncaughtExceptionHandler((thread, told) -> {});
        return StreamThreadExceptionResponse.REPLACE_THREAD;
      }
      ended.accept(mendable(failure));
      return StreamThreadExceptionResponse.SHUTDOWN_CLIENT;
    };
  }

  private Throwable mendable(Throwable failure) {
    return TrainerFailure.isMissingSource(failure) && samplesAreThere()
        ? new UserException(
            "A topic that the application reads besides %s is gone: make it again, and start again."
                .formatted(samples()),
            failure)
        : TrainerFailure.mendable(failure, config);
  }

  private boolean samplesAreThere() {
    try (Admin admin = config.connection().openAdmin()) {
      return new TopicAdmin(admin, config.learner().pipeline()).partitions(samples()).isPresent();
    } catch (UserException e) {
      return false; // nobody can tell
    }
  }

  private String samples() {
    return config.learner().pipeline().topic(PipelineTopic.SAMPLES);
  }

  /** What its learners do in this process. */
  public LearnerFigures figures() {
    return figures;
  }

  /** Closes what it has opened; after the {@code KafkaStreams} that it is a part of. */
  @Override
  public void close() {
    if (exchange != null) {
      exchange.close();
    }
    registry.close();
  }
}
