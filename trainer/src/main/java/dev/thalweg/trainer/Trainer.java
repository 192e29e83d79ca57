package dev.thalweg.trainer;

import dev.thalweg.schemas.Pipeline;
import dev.thalweg.schemas.PipelineTopic;
import dev.thalweg.schemas.SchemaRegistry;
import dev.thalweg.schemas.UserException;
import dev.thalweg.topics.ClientFailure;
import dev.thalweg.topics.TopicAdmin;
import dev.thalweg.topics.outage.Recovery;
import dev.thalweg.topics.stepping.SkippedOffsets;
import dev.thalweg.trainer.exchange.ExchangeConfig;
import dev.thalweg.trainer.exchange.KafkaRoundExchange;
import dev.thalweg.trainer.fold.LearnerConfig;
import dev.thalweg.trainer.fold.Rounds;
import dev.thalweg.trainer.log.DecidedState;
import dev.thalweg.trainer.log.KafkaSampleLog;
import dev.thalweg.trainer.topology.LearnerFigures;
import dev.thalweg.trainer.topology.LearnerTopology;
import dev.thalweg.trainer.topology.SharedLearning;
import dev.thalweg.trainer.topology.SourceConsumer;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.UnknownMemberIdException;
import org.apache.kafka.streams.CloseOptions;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.TopologyConfig;
import org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler.StreamThreadExceptionResponse;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The trainer as a service: the learner topology in Kafka Streams, exactly once. */
public final class Trainer implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Trainer.class);
  private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(5);
  private static final List<PipelineTopic> WRITTEN =
      List.of(
          PipelineTopic.TRAINING,
          PipelineTopic.SNAPSHOTS,
          PipelineTopic.JOURNAL,
          PipelineTopic.ALARMS,
          PipelineTopic.DEAD_LETTERS);
  private static final List<PipelineTopic> EXCHANGED =
      List.of(PipelineTopic.CONTRIBUTIONS, PipelineTopic.MERGES, PipelineTopic.MERGED_WEIGHTS);
  private static final Duration GROUP_TIMEOUT = Duration.ofSeconds(30); // longer than a session

  private final TrainerConfig given;
  private final SchemaRegistry registry;
  private final CompletableFuture<Void> completion = new CompletableFuture<>();
  private final Recovery recovery;
  private final LearnerFigures figures = new LearnerFigures(Clock.systemUTC());
  private TrainerConfig config;
  private KafkaRoundExchange exchange;
  private KafkaStreams streams;

  public Trainer(TrainerConfig config) {
    this.given = config;
    this.config = config;
    this.registry = config.connection().openRegistry();
    this.recovery = new Recovery(config.connection().patience());
  }

  /**
   * Checks the topics and starts learning.
   *
   * @throws UserException when the topics are not there or not as needed
   */
  public void start() {
    int partitions = given.connection().ask(this::prepare);
    Rounds rounds = new Rounds(partitions, given.mergeEvery());
    config = given.with(given.learner().with(rounds.areShared() ? rounds : Rounds.NONE));
    try {
      streams = open();
    } catch (KafkaException | IllegalArgumentException e) {
      throw config.connection().cannotBeSetUp(e);
    }
    streams.setUncaughtExceptionHandler(
        failure -> {
          if (recovery.allows(failure)) {
            LOG.warn("Learning goes on from what is committed: {}", failure.getMessage());
            Recovery.pause();
            Thread.currentThread().setUncaughtExceptionHandler((thread, told) -> {});
            return StreamThreadExceptionResponse.REPLACE_THREAD;
          }
          completion.completeExceptionally(TrainerFailure.mendable(failure, config));
          return StreamThreadExceptionResponse.SHUTDOWN_CLIENT;
        });
    streams.setStateListener(
        (state, before) -> {
          if (state == KafkaStreams.State.ERROR) { // keeps the failure where there was one
            completion.completeExceptionally(TrainerFailure.unexplained(config));
          } else if (state == KafkaStreams.State.NOT_RUNNING) {
            completion.complete(null);
          }
        });
    streams.start();
  }

  private KafkaStreams open() {
    LearnerConfig learner = config.learner();
    String group = group(learner.pipeline());
    StreamsConfig settings = new StreamsConfig(TrainerStreamsConfig.of(config, group));
    SourceConsumer source =
        new SourceConsumer(
            settings.getKafkaClientSupplier(),
            learner.pipeline().topic(PipelineTopic.SAMPLES),
            SkippedOffsets.recorded(config.connection()));
    SharedLearning sharing = SharedLearning.NONE;
    if (learner.rounds().areShared()) {
      exchange =
          new KafkaRoundExchange(
              new ExchangeConfig(
                  config.connection(),
                  learner,
                  config.mergeWait(),
                  group + "-averager",
                  group + "-" + config.instance()),
              registry,
              recovery,
              () -> {
                source.merged();
                figures.rounds().merged(exchange.newestMerge());
              });
      exchange.start();
      figures.rounds().merged(exchange.newestMerge());
      sharing =
          new SharedLearning(
              exchange,
              config.mergeWait(),
              partition ->
                  DecidedState.read(
                      config.connection(),
                      new TopicPartition(changelog(learner.pipeline()), partition)));
    }
    LearnerTopology topology =
        new LearnerTopology(
            learner,
            registry,
            partition ->
                new KafkaSampleLog(config.connection(), learner.pipeline(), group, partition),
            source,
            sharing,
            figures,
            Clock.systemUTC());
    // With the settings, so that those of topologies, such as processor.wrapper.class, hold too.
    Topology built = topology.on(new Topology(new TopologyConfig(settings)));
    return new KafkaStreams(built, settings, source);
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
    if (exchange != null) {
      exchange.close();
    }
    registry.close();
  }

  /** The consumer group of a pipeline's trainers, which is their Streams application too. */
  public static String group(Pipeline pipeline) {
    return pipeline.group("trainer");
  }

  /** The topic that holds a trainer's committed state. */
  public static String changelog(Pipeline pipeline) {
    return group(pipeline) + "-" + LearnerTopology.STORE + "-changelog";
  }

  /** Checks the topics, and returns how many partitions of samples there are. */
  private int prepare() {
    Pipeline pipeline = given.learner().pipeline();
    try (Admin admin = given.connection().openAdmin()) {
      TopicAdmin topics = new TopicAdmin(admin, pipeline);
      int partitions = topics.requireReadable(PipelineTopic.SAMPLES, PipelineTopic.JOURNAL);
      List<PipelineTopic> written = new ArrayList<>(WRITTEN);
      if (partitions > 1) {
        written.addAll(EXCHANGED);
        int unused = topics.requireReadable(EXCHANGED.toArray(PipelineTopic[]::new));
      }
      int unused = topics.requireWritable(written.toArray(PipelineTopic[]::new));
      requireAsMany(partitions, topics.partitions(changelog(pipeline)));
      for (int partition = 0; partition < partitions; partition++) {
        commitFirstOffset(
            admin,
            new TopicPartition(pipeline.topic(PipelineTopic.SAMPLES), partition),
            group(pipeline));
      }
      return partitions;
    }
  }

  private void requireAsMany(int partitions, OptionalInt learners) {
    if (learners.isPresent() && learners.getAsInt() != partitions) {
      throw new UserException(
          ("%s has %d partitions now, and the trainer began with %d: every learner has one of its"
                  + " own, and ids have moved between them. Use another --pipeline to begin anew"
                  + " with as many as you need.")
              .formatted(
                  given.learner().pipeline().topic(PipelineTopic.SAMPLES),
                  partitions,
                  learners.getAsInt()));
    }
  }

  /**
   * The source has no offset reset, so a group without an offset is given the beginning of the log.
   * That is right at the first start, and harmless when an old group has lost its offsets: the
   * learner drops what its state has consumed already.
   */
  private static void commitFirstOffset(Admin admin, TopicPartition partition, String group) {
    long deadline = System.nanoTime() + GROUP_TIMEOUT.toNanos();
    try {
      while (!hasOffset(admin, partition, group) && !setFirstOffset(admin, partition, group)) {
        if (System.nanoTime() > deadline) {
          throw new UserException(
              "Group %s has members and no offset of %s: stop its other trainers and start again."
                  .formatted(group, partition));
        }
        TimeUnit.MILLISECONDS.sleep(200);
      }
    } catch (ExecutionException e) {
      throw ClientFailure.of("The offsets of group %s can't be set up".formatted(group), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new UserException("Interrupted while setting up group " + group + ".", e);
    }
  }

  /**
   * False where the group has members: another trainer, started at the same time, which sets it up;
   * or one that is gone, whose session has yet to end.
   */
  private static boolean setFirstOffset(Admin admin, TopicPartition partition, String group)
      throws ExecutionException, InterruptedException {
    long beginning =
        admin
            .listOffsets(Map.of(partition, OffsetSpec.earliest()))
            .partitionResult(partition)
            .get()
            .offset();
    try {
      admin
          .alterConsumerGroupOffsets(group, Map.of(partition, new OffsetAndMetadata(beginning)))
          .partitionResult(partition)
          .get();
      return true;
    } catch (ExecutionException e) {
      if (e.getCause() instanceof UnknownMemberIdException) {
        return false;
      }
      throw e;
    }
  }

  private static boolean hasOffset(Admin admin, TopicPartition partition, String group)
      throws ExecutionException, InterruptedException {
    Map<TopicPartition, OffsetAndMetadata> committed =
        admin.listConsumerGroupOffsets(group).partitionsToOffsetAndMetadata().get();
    return committed.get(partition) != null;
  }
}
