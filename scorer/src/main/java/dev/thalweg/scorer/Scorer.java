package dev.thalweg.scorer;

import dev.thalweg.schemas.Pipeline;
import dev.thalweg.schemas.PipelineTopic;
import dev.thalweg.schemas.SchemaRegistry;
import dev.thalweg.schemas.TopicAdmin;
import dev.thalweg.schemas.avro.Alarm;
import dev.thalweg.schemas.avro.Prediction;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.producer.Producer;

/**
 * The scorer as a service: it follows the snapshots, or serves the pinned one, and scores images
 * into predictions, at least once. It needs no trainer: without one it serves the last snapshot
 * there is.
 */
public final class Scorer implements AutoCloseable {
  private final ScorerConfig config;
  private final SchemaRegistry registry;
  private final CurrentModel current = new CurrentModel();
  private final CompletableFuture<Void> completion = new CompletableFuture<>();
  private volatile SnapshotFollower follower;
  private volatile ScoringLoop loop;
  private volatile Consumer<ClientObserver> clients = observer -> {};

  public Scorer(ScorerConfig config) {
    this.config = config;
    this.registry = config.connection().openRegistry();
  }

  /**
   * Checks the topics and the registry, and starts; once only.
   *
   * @throws dev.thalweg.schemas.UserException when the topics are not there or not as needed, or
   *     the registry does not answer
   */
  public void start() {
    Pipeline pipeline = config.pipeline();
    prepare(pipeline);
    InstantSource clock = InstantSource.system();
    follower =
        SnapshotFollower.of(config.connection(), registry, pipeline, config.group(), current);
    var images = ScorerClients.images(config);
    Producer<byte[], byte[]> producer = ScorerClients.predictions(config);
    BatchScorer scorer = new BatchScorer(producer, registry, pipeline, config.maxBatch(), clock);
    clients =
        observer -> {
          observer.consumer(images);
          observer.producer(producer);
        };
    loop = new ScoringLoop(images, producer, scorer, pipeline, current::get, clock);
    var unusedFollower =
        follower.completion().whenComplete((done, failure) -> followerEnded(failure));
    var unusedLoop = loop.completion().whenComplete((done, failure) -> loopEnded(failure));
    follower.start();
    loop.start();
  }

  private void prepare(Pipeline pipeline) {
    try (Admin admin = config.connection().openAdmin()) {
      int unused =
          new TopicAdmin(admin, pipeline)
              .require(
                  PipelineTopic.IMAGES,
                  PipelineTopic.PREDICTIONS,
                  PipelineTopic.SNAPSHOTS,
                  PipelineTopic.CONTROL,
                  PipelineTopic.DEAD_LETTERS,
                  PipelineTopic.ALARMS);
    }
    // Asked now, so that a registry that is away is a sentence and not a failure under way.
    registry.idFor(pipeline.topic(PipelineTopic.PREDICTIONS), Prediction.getClassSchema());
    registry.idFor(pipeline.topic(PipelineTopic.ALARMS), Alarm.getClassSchema());
  }

  /** A scorer that can't follow any more must not go on as if it did. */
  private void followerEnded(Throwable failure) {
    if (failure != null) {
      completion.completeExceptionally(failure);
    }
    loop.stop();
  }

  private void loopEnded(Throwable failure) {
    follower.stop();
    if (failure != null) {
      completion.completeExceptionally(failure);
    } else {
      completion.complete(null);
    }
  }

  /** Whether it is running and has a snapshot to score with. */
  public boolean ready() {
    return loop != null && current.get().isPresent() && !completion.isDone();
  }

  /** Done when the scorer has ended; exceptionally, with its failure, when it could not go on. */
  public CompletableFuture<Void> completion() {
    return completion;
  }

  /** What is served; empty as long as no valid snapshot was found. */
  public Optional<ServedModel> current() {
    return current.get();
  }

  /** The newest valid snapshot, which is served unless another is pinned. */
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

  /** Images whose predictions are written. */
  public long scored() {
    return loop == null ? 0 : loop.scored();
  }

  /** Images that are in dead-letters instead. */
  public long refused() {
    return loop == null ? 0 : loop.refused();
  }

  /** Snapshots that are not served because something is wrong with them. */
  public long snapshotsRefused() {
    return follower == null ? 0 : follower.refused();
  }

  /** Shows the clients that take images and send predictions; none before the start. */
  public void showClients(ClientObserver observer) {
    clients.accept(observer);
  }

  /** Finishes the batch at hand, commits what is acknowledged and stops; within 5 s. */
  @Override
  public void close() {
    if (loop != null) {
      loop.stop();
    }
    if (follower != null) {
      follower.close();
    }
    if (loop != null) {
      loop.close();
    }
    registry.close();
    completion.complete(null); // keeps the failure where there was one
  }
}
