package dev.thalweg.scorer;

import dev.thalweg.scorer.batch.BatchScorer;
import dev.thalweg.scorer.delivery.DeliveredCounts;
import dev.thalweg.scorer.delivery.Delivery;
import dev.thalweg.scorer.delivery.DeliveryGuarantee;
import dev.thalweg.snapshots.ServedModel;
import dev.thalweg.topics.ClientFailure;
import dev.thalweg.topics.StopSwitch;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletableFuture;
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
 * <p>What becomes of a batch when the scorer dies is the {@link Delivery}'s part. Before the first
 * snapshot of the champion it does not join its group, so nothing is fetched and nothing is lost.
 */
public final class ScoringLoop implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ScoringLoop.class);
  private static final Duration POLL = Duration.ofMillis(100);

  // With what the delivery's finish takes they are what close() promises.
  private static final Duration CONSUMER_CLOSE = Duration.ofMillis(800);
  private static final Duration PRODUCER_CLOSE = Duration.ofMillis(400);
  private static final Duration CLOSE = Duration.ofMillis(4_500);
  private static final Duration CLOSE_INTERRUPTED = Duration.ofMillis(300);

  private final Consumer<byte[], byte[]> consumer;
  private final Producer<byte[], byte[]> producer;
  private final BatchScorer scorer;
  private final Delivery delivery;
  private final List<String> topics;
  private final Supplier<List<ServedModel>> serving;
  private final StopSwitch stop = new StopSwitch();
  private final CompletableFuture<Void> completion = new CompletableFuture<>();
  private final Thread thread = new Thread(this::run, "scoring-loop");
  private final Object ending = new Object();
  private boolean over;

  /**
   * Takes the clients and the scorer over, and closes them.
   *
   * @param producer the one that the scorer sends with
   * @param topics whose records are scored
   * @param serving the models of a batch, read once for each; empty as long as it is to wait
   */
  public ScoringLoop(
      Consumer<byte[], byte[]> consumer,
      Producer<byte[], byte[]> producer,
      BatchScorer scorer,
      DeliveryGuarantee guarantee,
      List<String> topics,
      Supplier<List<ServedModel>> serving,
      InstantSource clock) {
    this.consumer = consumer;
    this.producer = producer;
    this.scorer = scorer;
    this.delivery = guarantee.delivery(consumer, producer, scorer.maxBatch(), clock, stop);
    this.topics = List.copyOf(topics);
    this.serving = serving;
    thread.setDaemon(true);
  }

  public void start() {
    thread.start();
  }

  /** Done when the loop has ended; exceptionally, with its failure, when it could not go on. */
  public CompletableFuture<Void> completion() {
    return completion;
  }

  /** What has become of the images so far; safe for any thread. */
  public DeliveredCounts delivered() {
    return delivery.delivered();
  }

  private void run() {
    Throwable failure = null;
    try {
      while (serving.get().isEmpty() && !stop.await(POLL)) {
        // Not ready: there is nothing to score with.
      }
      if (!stop.isThrown()) {
        join();
      }
      while (!stop.isThrown()) {
        turn();
      }
      delivery.finish();
    } catch (InterruptedException | InterruptException e) {
      failure = stop.isThrown() ? null : e;
    } catch (RuntimeException | Error e) {
      failure = e;
    }
    end();
    closeClients();
    if (failure == null) {
      completion.complete(null);
    } else {
      completion.completeExceptionally(ClientFailure.explained(failure));
    }
  }

  /** From here on it is not interrupted: a client that is, while it closes, logs stack traces. */
  private void end() {
    synchronized (ending) {
      over = true;
      boolean unused = Thread.interrupted();
    }
  }

  private void interrupt() {
    synchronized (ending) {
      if (!over) {
        thread.interrupt();
      }
    }
  }

  /** Joins the group; from here on images are fetched. */
  public void join() {
    delivery.start();
    consumer.subscribe(topics, new Rebalance());
  }

  /** Polls once and has what came scored and delivered. */
  public void turn() throws InterruptedException {
    ConsumerRecords<byte[], byte[]> records = consumer.poll(delivery.patience(POLL));
    delivery.deliver(records, batch -> scorer.score(batch, serving.get()));
  }

  /** Settles what is in flight. */
  void finish() throws InterruptedException {
    delivery.finish();
  }

  private void closeClients() {
    try {
      // Leaving spares the others the wait for the session's end; a static member would stay.
      consumer.close(
          CloseOptions.timeout(CONSUMER_CLOSE)
              .withGroupMembershipOperation(GroupMembershipOperation.LEAVE_GROUP));
    } catch (KafkaException e) {
      LOG.warn("The group was not left cleanly: {}", e.getMessage());
    }
    try {
      producer.close(PRODUCER_CLOSE);
    } catch (KafkaException e) {
      LOG.warn("The producer was not closed cleanly: {}", e.getMessage());
    }
    scorer.close();
  }

  /** Asks it to end after the batch at hand, without waiting. */
  public void stop() {
    stop.stop();
  }

  /** Finishes the batch at hand and settles what is in flight; within 5 s of {@link #stop}. */
  @Override
  public void close() {
    stop();
    if (thread.getState() == Thread.State.NEW) {
      closeClients();
      return;
    }
    try {
      thread.join(stop.msLeft(CLOSE));
      if (thread.isAlive()) {
        interrupt();
        thread.join(CLOSE_INTERRUPTED.toMillis());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Called inside poll: the next owner of a partition goes on where this one has stopped. */
  private final class Rebalance implements ConsumerRebalanceListener {
    @Override
    public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
      LOG.debug("Examples come from {}.", partitions);
    }

    @Override
    public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
      if (over) {
        return; // called by close: what could be settled is
      }
      try {
        delivery.revoked(partitions);
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
        delivery.lost(partitions);
      } catch (InterruptedException e) {
        throw new InterruptException(e);
      }
    }
  }
}
