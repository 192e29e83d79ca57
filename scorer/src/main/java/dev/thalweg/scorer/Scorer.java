package dev.thalweg.scorer;

import dev.thalweg.schemas.Pipeline;
import dev.thalweg.schemas.PipelineTopic;
import dev.thalweg.schemas.SchemaRegistry;
import dev.thalweg.schemas.UserException;
import dev.thalweg.schemas.avro.Alarm;
import dev.thalweg.schemas.avro.Prediction;
import dev.thalweg.scorer.batch.BatchScorer;
import dev.thalweg.scorer.batch.SourceRecords;
import dev.thalweg.scorer.mapping.ServedMappings;
import dev.thalweg.scorer.models.ModelCatalog;
import dev.thalweg.snapshots.ServedModel;
import dev.thalweg.snapshots.serving.CurrentModel;
import dev.thalweg.snapshots.serving.Following;
import dev.thalweg.topics.TopicAdmin;
import dev.thalweg.topics.outage.Recovery;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.producer.Producer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The scorer as a service: it follows the snapshots of its models, or serves the pinned one, and
 * scores images into predictions of each, under the {@code DeliveryGuarantee} of its configuration.
 * It needs no trainer: without one it serves the last snapshot there is. It is ready when the
 * champion has a snapshot; another model joins in with its own first.
 */
public final class Scorer implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Scorer.class);

  private static final List<PipelineTopic> OUTPUTS =
      List.of(PipelineTopic.PREDICTIONS, PipelineTopic.DEAD_LETTERS);

  /** Of each model's pipeline. */
  private static final List<PipelineTopic> FOLLOWERS_OUTPUTS =
      List.of(PipelineTopic.DEAD_LETTERS, PipelineTopic.ALARMS);

  private final ScorerConfig config;
  private final SchemaRegistry registry;
  private final FollowedModels models;
  private final ServedMappings mappings = new ServedMappings(problem -> {});
  private final CurrentModel current;
  private final CompletableFuture<Void> completion = new CompletableFuture<>();
  private final Recovery recovery;

  /** The last one scores; those before it have ended with their broker. */
  private final List<ScoringLoop> loops = new CopyOnWriteArrayList<>();

  private boolean closing;
  private volatile Consumer<ClientObserver> clients = observer -> {};

  /** A scorer that serves the newest snapshot of each model. */
  public Scorer(ScorerConfig config) {
    this(config, Following.NEWEST);
  }

  /**
   * A scorer, not started yet.
   *
   * @param following what it serves of each model unless a version is pinned
   */
  public Scorer(ScorerConfig config, Following following) {
    this.config = config;
    this.registry = config.connection().openRegistry();
    this.models = new FollowedModels(config, registry, following);
    this.current = models.champion();
    this.recovery = new Recovery(config.connection().patience());
  }

  /**
   * Checks the topics and the registry, and starts; once only.
   *
   * @throws dev.thalweg.schemas.UserException when the topics are not there or not as needed, or
   *     the registry does not answer
   */
  public void start() {
    config.connection().check(this::prepare);
    ScoringLoop first = open();
    models.start(this::followerEnded);
    first.start();
  }

  /** With clients of its own, which know of nothing that was before. */
  private synchronized ScoringLoop open() {
    InstantSource clock = InstantSource.system();
    var images = ScorerClients.images(config);
    Producer<byte[], byte[]> producer = ScorerClients.predictions(config);
    BatchScorer scorer = batchScorer(producer, clock);
    clients =
        observer -> {
          observer.consumer(images);
          observer.producer(producer);
        };
    ScoringLoop loop =
        new ScoringLoop(
            images,
            producer,
            scorer,
            config.guarantee(),
            config.scoredTopics(),
            this::serving,
            clock);
    loops.add(loop);
    if (closing) {
      loop.stop();
    }
    var unused = loop.completion().whenComplete((done, failure) -> loopEnded(failure));
    return loop;
  }

  private BatchScorer batchScorer(Producer<byte[], byte[]> producer, InstantSource clock) {
    Pipeline pipeline = config.pipeline();
    String name = config.instance();
    int maxBatch = config.maxBatch();
    return config
        .source()
        .map(mapping -> new SourceRecords(mapping, registry, clock))
        .map(
            records ->
                new BatchScorer(producer, registry, pipeline, name, maxBatch, clock, records))
        .orElseGet(() -> new BatchScorer(producer, registry, pipeline, name, maxBatch, clock));
  }

  /**
   * What the next batch is scored with.
   *
   * @throws UserException when records are scored by a mapping that is not the champion's: their
   *     numbers would mean something else to it
   */
  private List<ServedModel> serving() {
    List<ServedModel> serving = models.serving();
    if (!serving.isEmpty()) {
      config.source().ifPresent(mapping -> mappings.requireSame(serving.get(0), mapping));
    }
    return serving;
  }

  private void requireSource(TopicAdmin topics) {
    for (String topic : config.scoredTopics()) {
      if (topics.partitions(topic).isEmpty()) {
        throw new UserException(
            "There is no topic \"%s\", which the mapping names: check the name and the cluster."
                .formatted(topic));
      }
    }
  }

  private void prepare() {
    try (Admin admin = config.connection().openAdmin()) {
      TopicAdmin own = new TopicAdmin(admin, config.pipeline());
      if (config.source().isPresent()) {
        requireSource(own);
      } else {
        int unused = own.requireReadable(PipelineTopic.EXAMPLES);
      }
      int unused = own.requireWritable(OUTPUTS.toArray(PipelineTopic[]::new));
      for (Pipeline model : config.models().all()) {
        TopicAdmin topics = new TopicAdmin(admin, model);
        unused = topics.requireReadable(PipelineTopic.SNAPSHOTS, PipelineTopic.CONTROL);
        unused = topics.requireWritable(FOLLOWERS_OUTPUTS.toArray(PipelineTopic[]::new));
        // Asked now, so that a registry that is away is a sentence and not a failure under way.
        registry.idFor(model.topic(PipelineTopic.ALARMS), Alarm.getClassSchema());
      }
    }
    registry.idFor(config.pipeline().topic(PipelineTopic.PREDICTIONS), Prediction.getClassSchema());
  }

  /** The names of the topics that it writes. */
  public Set<String> written() {
    Set<String> written = new HashSet<>(config.pipeline().topics(OUTPUTS));
    config.models().all().forEach(model -> written.addAll(model.topics(FOLLOWERS_OUTPUTS)));
    return written;
  }

  /** A scorer that can no longer follow must not go on as if it did. */
  private void followerEnded(Throwable failure) {
    if (failure != null) {
      completion.completeExceptionally(failure);
    }
    stopLoop();
  }

  private synchronized void stopLoop() {
    closing = true;
    loops.forEach(ScoringLoop::stop);
  }

  /** On the loop's own thread. */
  private void loopEnded(Throwable failure) {
    if (failure != null && recovery.allows(failure)) {
      LOG.warn("Scoring goes on from what is committed: {}", failure.getMessage());
      Recovery.pause();
      try {
        open().start();
        return;
      } catch (RuntimeException e) {
        failure.addSuppressed(e);
      }
    }
    models.stop();
    if (failure != null) {
      completion.completeExceptionally(failure);
    } else {
      completion.complete(null);
    }
  }

  /** Whether it is running and has a snapshot to score with. */
  public boolean ready() {
    return !loops.isEmpty()
        && current.get().filter(this::canScore).isPresent()
        && !completion.isDone();
  }

  /** Not with a model of another mapping, at which the scorer ends. */
  private boolean canScore(ServedModel champion) {
    return config.source().isEmpty() || mappings.isSame(champion, config.source().get());
  }

  /** Done when the scorer has ended; exceptionally, with its failure, when it could not go on. */
  public CompletableFuture<Void> completion() {
    return completion;
  }

  /** The models that are answered with; safe for any thread, and until it is closed. */
  public ModelCatalog catalog() {
    return models;
  }

  /** What is served of the champion; empty as long as no valid snapshot was found. */
  public Optional<ServedModel> current() {
    return current.get();
  }

  /** The newest valid snapshot, served or not. */
  public Optional<ServedModel> newest() {
    return current.newest();
  }

  /** Whether a directive pins what is served. */
  public boolean isPinned() {
    return current.isPinned();
  }

  /** Waits for the first valid snapshot, at most this long; empty if there is none by then. */
  public Optional<ServedModel> awaitFirst(Duration timeout) {
    return current.awaitFirst(timeout);
  }

  /** Calls it after every swap, on the follower's thread; it should be quick. */
  public void onSwap(Consumer<ServedModel> listener) {
    current.onSwap(listener);
  }

  /** How often what is served has changed, the first snapshot included. */
  public long swaps() {
    return current.swaps();
  }

  /** Images whose predictions are written, those of one model at least. */
  public long scored() {
    return loops.stream().mapToLong(loop -> loop.delivered().scored()).sum();
  }

  /** Images that are in dead-letters instead. */
  public long refused() {
    return loops.stream().mapToLong(loop -> loop.delivered().refused()).sum();
  }

  /** Predictions that were not made because the image's size is not the model's, but another's. */
  public long skipped() {
    return loops.stream().mapToLong(loop -> loop.delivered().skipped()).sum();
  }

  /** Snapshots of any model that are not served because something is wrong with them. */
  public long snapshotsRefused() {
    return models.snapshotsRefused();
  }

  /** Shows the clients that take images and send predictions; none before the start. */
  public void showClients(ClientObserver observer) {
    clients.accept(observer);
  }

  /** Finishes the batch at hand, settles what is in flight and stops; within 5 s. */
  @Override
  public void close() {
    stopLoop();
    models.close();
    loops.forEach(ScoringLoop::close);
    registry.close();
    completion.complete(null); // keeps the failure where there was one
  }
}
