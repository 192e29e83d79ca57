package dev.thalweg.trainer.topology;

import dev.thalweg.topics.stepping.SkippedOffsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.streams.KafkaClientSupplier;

/**
 * Knows the consumers by which Kafka Streams polls samples, one for each of its threads, so that a
 * task can set its own to where its state stands, and hold it while its learner waits for a merge.
 *
 * <p>Streams itself does not always: a task whose state it thinks corrupted is thrown away together
 * with the records that were polled for it, and if a rebalance comes before it is revived, a new
 * task is made for a consumer that goes on behind them (4.3.1). Nothing would be learned then until
 * a further sample comes, however long that takes.
 */
public final class SourceConsumer implements KafkaClientSupplier, SampleSource {
  /** Of a stream thread, which starts its tasks too, and polls before that. */
  private static final ThreadLocal<HeldConsumer> POLLING = new ThreadLocal<>();

  private static final ThreadLocal<Set<Runnable>> BEFORE_COMMIT =
      ThreadLocal.withInitial(LinkedHashSet::new);

  private static final ThreadLocal<List<Runnable>> AFTER_COMMIT =
      ThreadLocal.withInitial(ArrayList::new);

  /** Of a stream thread, while its transaction is about to be committed. */
  private static final ThreadLocal<Producer<byte[], byte[]>> COMMITTING = new ThreadLocal<>();

  private final KafkaClientSupplier clients;
  private final String topic;
  private final SkippedOffsets skipped;

  private final Object merging = new Object();
  private long merges;

  /**
   * Clients that know of what is stepped over.
   *
   * @param skipped is asked where a record of samples does not fit into memory
   */
  public SourceConsumer(KafkaClientSupplier clients, String topic, SkippedOffsets skipped) {
    this.clients = clients;
    this.topic = topic;
    this.skipped = skipped;
  }

  @Override
  public void goOnAt(int partition, long offset) {
    TopicPartition source = new TopicPartition(topic, partition);
    HeldConsumer polling = POLLING.get();
    if (polling != null && polling.assignment().contains(source)) {
      polling.goOnAt(source, offset);
    }
  }

  @Override
  public void hold(int partition) {
    HeldConsumer polling = POLLING.get();
    if (polling != null) {
      polling.hold(new TopicPartition(topic, partition));
    }
  }

  @Override
  public void release(int partition) {
    HeldConsumer polling = POLLING.get();
    if (polling != null) {
      polling.release(new TopicPartition(topic, partition));
    }
  }

  @Override
  public List<ConsumerRecord<byte[], byte[]>> following(int partition, long offset) {
    HeldConsumer polling = POLLING.get();
    return polling == null
        ? List.of()
        : polling.following(new TopicPartition(topic, partition), offset);
  }

  @Override
  public boolean isBehind(int partition) {
    HeldConsumer polling = POLLING.get();
    return polling != null && polling.isBehind(new TopicPartition(topic, partition));
  }

  @Override
  public boolean tellsOfCommits() {
    return POLLING.get() != null;
  }

  @Override
  public void send(ProducerRecord<byte[], byte[]> record) {
    var unused = COMMITTING.get().send(record); // a failure fails the commit
  }

  @Override
  public void beforeCommit(Runnable action) {
    BEFORE_COMMIT.get().add(action);
  }

  @Override
  public void afterCommit(Runnable action) {
    AFTER_COMMIT.get().add(action);
  }

  private static void runBeforeCommit(Producer<byte[], byte[]> committing) {
    COMMITTING.set(committing);
    try {
      run(BEFORE_COMMIT.get());
    } finally {
      COMMITTING.remove();
    }
  }

  private static void run(Collection<Runnable> actions) {
    List<Runnable> all = List.copyOf(actions);
    actions.clear();
    all.forEach(Runnable::run);
  }

  /** Sends the offset that is committed already, with the member of the group that this is. */
  private void fence(Producer<byte[], byte[]> unfenced) {
    HeldConsumer polling = POLLING.get();
    if (polling != null) {
      polling
          .committedOf(topic)
          .ifPresent(
              offsets -> unfenced.sendOffsetsToTransaction(offsets, polling.groupMetadata()));
    }
  }

  void polledBy(HeldConsumer polling) {
    POLLING.set(polling);
  }

  /** Ends the waiting of all threads; any thread may call it. */
  public void merged() {
    synchronized (merging) {
      merges++;
      merging.notifyAll();
    }
  }

  /**
   * Waits for a merge.
   *
   * @param seen what the last call returned
   */
  long awaitMerge(long seen, Duration atMost) {
    synchronized (merging) {
      long until = System.nanoTime() + atMost.toNanos();
      long leftMs = atMost.toMillis();
      while (merges == seen && leftMs > 0) {
        try {
          merging.wait(leftMs);
        } catch (InterruptedException e) {
          Thread.currentThread().interrupt();
          break;
        }
        leftMs = (until - System.nanoTime()) / 1_000_000;
      }
      return merges;
    }
  }

  @Override
  public Consumer<byte[], byte[]> getConsumer(Map<String, Object> config) {
    Consumer<byte[], byte[]> made = clients.getConsumer(config);
    if (made instanceof HeldConsumer held) {
      held.steppingOver(skipped);
      held.tellingThread(this, topic);
    }
    return made;
  }

  @Override
  public Consumer<byte[], byte[]> getRestoreConsumer(Map<String, Object> config) {
    return clients.getRestoreConsumer(config);
  }

  @Override
  public Consumer<byte[], byte[]> getGlobalConsumer(Map<String, Object> config) {
    return clients.getGlobalConsumer(config);
  }

  @Override
  public Producer<byte[], byte[]> getProducer(Map<String, Object> config) {
    Producer<byte[], byte[]> made = clients.getProducer(config);
    if (made instanceof CommittedProducer committing) {
      committing.beforeFlushes(() -> runBeforeCommit(committing));
      committing.afterCommits(() -> run(AFTER_COMMIT.get()));
      committing.fencedBy(this::fence);
    }
    return made;
  }

  @Override
  public Admin getAdmin(Map<String, Object> config) {
    return clients.getAdmin(config);
  }
}
