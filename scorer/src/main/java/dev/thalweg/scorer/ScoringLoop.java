package dev.thalweg.scorer;

import dev.thalweg.schemas.Pipeline;
import dev.thalweg.schemas.PipelineTopic;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.CloseOptions.GroupMembershipOperation;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Images in, predictions out, on a thread of its own. A poll is the batch: under load batches grow
 * by themselves, and a lone image is scored at once.
 *
 * <p>At least once: an image's offset is committed only after its prediction, or its dead letter,
 * is acknowledged. One batch is in flight while the next is scored. Before the first snapshot it
 * does not join its group, so nothing is fetched and nothing is lost.
 */
final class ScoringLoop implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ScoringLoop.class);
  private static final Duration POLL = Duration.ofMillis(100);
  private static final Duration SLICE = Duration.ofMillis(50);

  // Together they are what close() promises.
  private static final Duration ACKS_AT_STOP = Duration.ofSeconds(2);
  private static final Duration COMMIT_AT_STOP = Duration.ofSeconds(1);
  private static final Duration CONSUMER_CLOSE = Duration.ofMillis(800);
  private static final Duration PRODUCER_CLOSE = Duration.ofMillis(400);
  private static final Duration CLOSE = Duration.ofMillis(4_500);
  private static final Duration CLOSE_INTERRUPTED = Duration.ofMillis(300);

  private static final Duration COMMIT_AT_REVOCATION = Duration.ofSeconds(5);

  private final Consumer<byte[], byte[]> consumer;
  private final Producer<byte[], byte[]> producer;
  private final BatchScorer scorer;
  private final OffsetCommits commits;
  private final String topic;
  private final Supplier<Optional<ServedModel>> current;
  private final CountDownLatch stop = new CountDownLatch(1);
  private final CompletableFuture<Void> completion = new CompletableFuture<>();
  private final AtomicLong scored = new AtomicLong();
  private final AtomicLong refused = new AtomicLong();
  private final Thread thread = new Thread(this::run, "scoring-loop");
  private volatile long stoppedAtNanos;
  private SentBatch inFlight;
  private boolean over;

  /**
   * Takes the clients and the scorer over, and closes them.
   *
   * @param producer the one that the scorer sends with
   * @param current read once per batch
   */
  ScoringLoop(
      Consumer<byte[], byte[]> consumer,
      Producer<byte[], byte[]> producer,
      BatchScorer scorer,
      Pipeline pipeline,
      Supplier<Optional<ServedModel>> current,
      InstantSource clock) {
    this.consumer = consumer;
    this.producer = producer;
    this.scorer = scorer;
    this.commits = new OffsetCommits(consumer, clock);
    this.topic = pipeline.topic(PipelineTopic.IMAGES);
    this.current = current;
    thread.setDaemon(true);
  }

  void start() {
    thread.start();
  }

  /** Done when the loop has ended; exceptionally, with its failure, when it could not go on. */
  CompletableFuture<Void> completion() {
    return completion;
  }

  /** Images whose predictions are acknowledged. */
  long scored() {
    return scored.get();
  }

  /** Images whose dead letters are acknowledged. */
  long refused() {
    return refused.get();
  }

  private void run() {
    Throwable failure = null;
    try {
      while (current.get().isEmpty() && !stop.await(POLL.toMillis(), TimeUnit.MILLISECONDS)) {
        // Not ready: there is nothing to score with.
      }
      if (!isStopping()) {
        join();
      }
      while (!isStopping()) {
        turn();
      }
      finish();
    } catch (InterruptedException | InterruptException e) {
      failure = isStopping() ? null : e;
    } catch (RuntimeException | Error e) {
      failure = e;
    }
    over = true;
    closeClients();
    if (failure == null) {
      completion.complete(null);
    } else {
      completion.completeExceptionally(ScorerFailure.explained(failure));
    }
  }

  /** Joins the group; from here on images are fetched. */
  void join() {
    consumer.subscribe(List.of(topic), new Rebalance());
  }

  /** Polls once, scores what came, then waits for the acknowledgements of the batch before. */
  void turn() throws InterruptedException {
    ConsumerRecords<byte[], byte[]> records = consumer.poll(POLL);
    SentBatch next = null;
    if (!records.isEmpty()) {
      ServedModel model = current.get().orElseThrow();
      next = scorer.score(records, model);
    }
    if (settle()) {
      inFlight = next;
      commits.commitInPassing();
    }
  }

  /**
   * Waits for the batch in flight, as long as its producer tries.
   *
   * @return false when the loop is stopping and the broker is too slow for that; what is not
   *     acknowledged is scored again after the next start
   */
  private boolean settle() throws InterruptedException {
    if (inFlight == null) {
      return true;
    }
    while (!inFlight.await(SLICE)) {
      if (isStopping() && System.nanoTime() - stoppedAtNanos > ACKS_AT_STOP.toNanos()) {
        LOG.warn("The last predictions were not acknowledged in time; they will be repeated.");
        return false;
      }
    }
    scored.addAndGet(inFlight.scored());
    refused.addAndGet(inFlight.refused());
    commits.add(inFlight.nextOffsets());
    inFlight = null;
    return true;
  }

  /** Waits for what is in flight and commits it. */
  void finish() throws InterruptedException {
    boolean unused = settle(); // what came before is acknowledged in either case
    commits.commitNow(COMMIT_AT_STOP);
  }

  private void closeClients() {
    try {
      // Leaving spares the others the wait for the session's end; a static member would stay.
      consumer.close(
          CloseOptions.timeout(CONSUMER_CLOSE)
              .withGroupMembershipOperation(GroupMembershipOperation.LEAVE_GROUP));
    } catch (KafkaException e) {
      LOG.warn("The group was not left in order: {}", e.getMessage());
    }
    try {
      producer.close(PRODUCER_CLOSE);
    } catch (KafkaException e) {
      LOG.warn("The producer was not closed in order: {}", e.getMessage());
    }
    scorer.close();
  }

  private boolean isStopping() {
    return stop.getCount() == 0;
  }

  /** Asks it to end after the batch at hand, without waiting. */
  void stop() {
    if (!isStopping()) {
      stoppedAtNanos = System.nanoTime();
      stop.countDown();
    }
  }

  /** Finishes the batch at hand and commits what is acknowledged; within 5 s of {@link #stop}. */
  @Override
  public void close() {
    stop();
    if (thread.getState() == Thread.State.NEW) {
      closeClients();
      return;
    }
    try {
      long sinceStopMs = (System.nanoTime() - stoppedAtNanos) / 1_000_000;
      thread.join(Math.max(1, CLOSE.toMillis() - sinceStopMs));
      if (thread.isAlive()) {
        thread.interrupt();
        thread.join(CLOSE_INTERRUPTED.toMillis());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Called inside poll: whoever gets a partition goes on where this one has stopped. */
  private final class Rebalance implements ConsumerRebalanceListener {
    @Override
    public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
      LOG.debug("Images come from {}.", partitions);
    }

    @Override
    public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
      if (over) {
        return; // called by close: what could be committed is
      }
      try {
        boolean unused = settle();
        commits.commitNow(COMMIT_AT_REVOCATION);
        commits.forget(partitions);
      } catch (InterruptedException e) {
        throw new InterruptException(e);
      }
    }

    @Override
    public void onPartitionsLost(Collection<TopicPartition> partitions) {
      if (over) {
        return;
      }
      try {
        boolean unused = settle();
      } catch (InterruptedException e) {
        throw new InterruptException(e);
      }
      commits.forget(partitions);
    }
  }
}
