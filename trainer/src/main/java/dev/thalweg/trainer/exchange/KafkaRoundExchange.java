package dev.thalweg.trainer.exchange;

import dev.thalweg.schemas.AvroSerializer;
import dev.thalweg.schemas.PipelineTopic;
import dev.thalweg.schemas.SchemaRegistry;
import dev.thalweg.schemas.UnreadableRecordException;
import dev.thalweg.schemas.avro.Contribution;
import dev.thalweg.schemas.avro.Merge;
import dev.thalweg.topics.ClientFailure;
import dev.thalweg.topics.ReadingThread;
import dev.thalweg.topics.StopSwitch;
import dev.thalweg.topics.outage.Recovery;
import dev.thalweg.trainer.fold.LearnedRound;
import dev.thalweg.trainer.rounds.RoundExchange;
import dev.thalweg.trainer.rounds.TakenRound;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.UnaryOperator;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The exchange of a process: a thread that follows the merges for its learners, and that averages
 * while the learner of partition 0 is here. Where a client of Kafka gives up, it begins anew.
 */
public final class KafkaRoundExchange implements RoundExchange, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(KafkaRoundExchange.class);
  private static final Duration POLL = Duration.ofMillis(100);
  private static final Duration CLOSE_TIMEOUT = Duration.ofMillis(500);

  private final ExchangeConfig config;
  private final SchemaRegistry registry;
  private final Recovery recovery;
  private final Runnable merged;
  private final StopSwitch stop = new StopSwitch();
  private final ReadingThread thread;
  private final Merges merges;
  private final Map<Integer, LearnedRound> outstanding = new ConcurrentHashMap<>();
  private final CompletableFuture<Void> ready = new CompletableFuture<>();
  private volatile boolean averages;
  private volatile Session session;

  /**
   * Not started as yet.
   *
   * @param registry stays the caller's
   * @param recovery says whether to begin anew after a failure
   * @param merged is run when there is a merge to go on from
   */
  public KafkaRoundExchange(
      ExchangeConfig config, SchemaRegistry registry, Recovery recovery, Runnable merged) {
    this.config = config;
    this.registry = registry;
    this.recovery = recovery;
    this.merged = merged;
    this.merges = new Merges(config, registry, stop);
    this.thread = new ReadingThread("exchange", stop, new Turns(), UnaryOperator.identity());
  }

  /** Starts its thread, and waits until it knows the newest merge. */
  public void start() {
    thread.start();
    CompletableFuture.anyOf(ready, thread.completion().exceptionally(failure -> null)).join();
    requireRunning();
  }

  @Override
  public void contribute(LearnedRound round) {
    outstanding.put(round.progress().getPartition(), round);
    Session open = session;
    if (open != null) {
      open.contribute(round);
    }
  }

  @Override
  public Optional<TakenRound> mergeOf(int partition, long base) {
    Optional<TakenRound> found = merges.mergeOf(partition, base);
    if (found.isPresent()) {
      outstanding.remove(partition);
    }
    return found;
  }

  @Override
  public long newest() {
    return merges.newest().getNumber();
  }

  /** The newest merge that is known here; merge 0 before the first. Only read. */
  public Merge newestMerge() {
    return merges.newest();
  }

  @Override
  public void average(boolean now) {
    averages = now;
  }

  @Override
  public void requireRunning() {
    CompletableFuture<Void> completion = thread.completion();
    if (completion.isCompletedExceptionally()) {
      Throwable failure = completion.handle((done, ended) -> ended).join();
      throw failure instanceof RuntimeException known
          ? known
          : new KafkaException("The exchange has ended.", failure);
    }
  }

  /** Within 4 s. */
  @Override
  public void close() {
    thread.close();
  }

  private final class Turns implements ReadingThread.Work {
    @Override
    public void turn() {
      try {
        if (session == null) {
          session = new Session();
          session.sendOutstanding();
          ready.complete(null);
        }
        session.turn();
      } catch (WakeupException e) {
        // It is to end.
      } catch (KafkaException e) {
        if (stop.isThrown() || !(ClientFailure.isFencing(e) || recovery.allows(e))) {
          throw e;
        }
        LOG.warn("The exchange of rounds begins anew: {}", e.getMessage());
        close();
        ReadingThread.pause(stop, Duration.ofSeconds(1));
      }
    }

    @Override
    public void wakeup() {
      Session open = session;
      if (open != null) {
        open.consumer.wakeup();
      }
    }

    @Override
    public void close() {
      Session open = session;
      session = null;
      if (open != null) {
        open.close();
      }
    }
  }

  /** The clients, from their opening to their failure. */
  private final class Session implements AutoCloseable {
    private final TopicPartition mergesAt = partition(PipelineTopic.MERGES);
    private final TopicPartition weightsAt = partition(PipelineTopic.MERGED_WEIGHTS);
    private final TopicPartition contributionsAt = partition(PipelineTopic.CONTRIBUTIONS);
    private final Contributions contributions = new Contributions(config, registry, stop);
    private final Map<Integer, LearnedRound> gathered = new HashMap<>();
    private final AvroSerializer<Contribution> serializer = new AvroSerializer<>(registry);
    private final Consumer<byte[], byte[]> consumer = ExchangeClients.reading(config);
    private final Producer<byte[], byte[]> producer = ExchangeClients.writing(config);
    private final HandedRounds handed = new HandedRounds(consumer);
    private MergeWriter writer;

    /** Whether rounds of this process are handed over, instead of sent. */
    private volatile boolean takesRounds;

    /** What a new averager has to have read. */
    private Map<TopicPartition, Long> ends = Map.of();

    private volatile KafkaException unsent;

    Session() {
      try {
        OptionalLong newest =
            new MergesTail(registry, stop).newest(consumer, mergesAt.topic(), stop);
        consumer.assign(List.of(mergesAt, weightsAt));
        consumer.seekToBeginning(List.of(weightsAt));
        newest.ifPresentOrElse(
            offset -> {
              consumer.seek(mergesAt, offset);
              merges.beginAtNewest();
            },
            () -> consumer.seekToBeginning(List.of(mergesAt)));
        readTo(consumer.endOffsets(List.of(mergesAt, weightsAt)));
      } catch (RuntimeException e) {
        close();
        throw e;
      }
    }

    private void readTo(Map<TopicPartition, Long> end) {
      while (!isAt(end) && !stop.isThrown()) {
        consumer.poll(POLL).forEach(this::take);
      }
    }

    private boolean isAt(Map<TopicPartition, Long> end) {
      return end.entrySet().stream()
          .allMatch(entry -> consumer.position(entry.getKey()) >= entry.getValue());
    }

    void turn() {
      if (unsent != null) {
        throw unsent;
      }
      if (averages != (writer != null)) {
        changeOffice();
      }
      if (writer == null) {
        handed.drain(this::send);
        consumer.poll(POLL).forEach(this::take);
      } else {
        poll();
        if (isCaughtUp()) {
          average();
        }
      }
    }

    private void poll() {
      if (ends.isEmpty() && isSettled()) {
        handed.poll(atMost(writer.untilDue())).forEach(this::take);
      } else {
        consumer.poll(POLL).forEach(this::take);
      }
    }

    private void average() {
      settle();
      if (isSettled()) {
        handed.drain(writer::offer);
      }
      writer
          .mergeIfDue()
          .ifPresent(
              written -> {
                // With nothing of others before it, it is the first of its number.
                if (consumer.position(mergesAt) == written.offset()
                    && merges.addOwn(written.model())) {
                  merged.run();
                  settle();
                }
              });
    }

    private boolean isSettled() {
      return writer.isAfter(merges.newest().getNumber());
    }

    private void settle() {
      merges
          .newestModel()
          .ifPresent(
              model -> {
                if (writer.settle(model, merges.unneededKeys())) {
                  gathered.values().forEach(writer::offer);
                  gathered.clear();
                }
              });
    }

    private Duration atMost(Duration wait) {
      return wait.compareTo(POLL) < 0 ? wait : POLL;
    }

    private void changeOffice() {
      if (averages) {
        // First, as what ends the waiting for an answer ends the turn.
        Map<TopicPartition, Long> end =
            consumer.endOffsets(List.of(mergesAt, weightsAt, contributionsAt));
        writer =
            new MergeWriter(
                config,
                producer,
                ExchangeClients.snapshots(config),
                registry,
                InstantSource.system());
        consumer.assign(List.of(mergesAt, weightsAt, contributionsAt));
        consumer.seekToBeginning(List.of(contributionsAt));
        ends = end;
        takesRounds = true;
        LOG.info("This trainer averages");
      } else {
        takesRounds = false;
        writer.close();
        writer = null;
        gathered.clear();
        sendOutstanding();
        consumer.assign(List.of(mergesAt, weightsAt));
      }
    }

    private boolean isCaughtUp() {
      if (!ends.isEmpty() && isAt(ends)) {
        ends = Map.of();
      }
      return ends.isEmpty();
    }

    private void take(ConsumerRecord<byte[], byte[]> record) {
      try {
        if (record.topic().equals(mergesAt.topic())) {
          if (merges.addMerge(record.value())) {
            merged.run();
          }
        } else if (record.topic().equals(weightsAt.topic())) {
          merges.addWeights(record.key(), record.value());
          merged.run();
        } else if (writer != null) {
          contributions.add(record.value()).ifPresent(this::gather);
        }
      } catch (UnreadableRecordException e) {
        LOG.warn(
            "The record at offset {} of {} is passed over: {}",
            record.offset(),
            record.topic(),
            e.getMessage());
      }
    }

    /** Of a partition the last, while the averager is not behind the newest merge yet. */
    private void gather(LearnedRound round) {
      if (isSettled()) {
        writer.offer(round);
      } else {
        gathered.put(round.progress().getPartition(), round);
      }
    }

    void contribute(LearnedRound round) {
      if (takesRounds) {
        handed.add(round);
      } else {
        send(round);
      }
    }

    void sendOutstanding() {
      outstanding.values().forEach(this::send);
    }

    void send(LearnedRound round) {
      try {
        synchronized (serializer) {
          Contributions.records(config, serializer, round).forEach(this::send);
        }
      } catch (KafkaException e) {
        unsent = e;
      }
    }

    private void send(ProducerRecord<byte[], byte[]> record) {
      var unused =
          producer.send(
              record,
              (metadata, failure) -> {
                if (failure != null) {
                  unsent =
                      failure instanceof KafkaException known ? known : new KafkaException(failure);
                }
              });
    }

    private TopicPartition partition(PipelineTopic topic) {
      return new TopicPartition(config.topic(topic), 0);
    }

    @Override
    public void close() {
      if (writer != null) {
        writer.close();
      }
      consumer.close(org.apache.kafka.clients.consumer.CloseOptions.timeout(CLOSE_TIMEOUT));
      producer.close(CLOSE_TIMEOUT);
    }
  }
}
