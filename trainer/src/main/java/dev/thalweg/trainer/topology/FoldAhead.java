package dev.thalweg.trainer.topology;

import dev.thalweg.schemas.AvroDecoder;
import dev.thalweg.schemas.SchemaRegistry;
import dev.thalweg.schemas.avro.Sample;
import dev.thalweg.trainer.fold.FoldOutputs;
import dev.thalweg.trainer.fold.SampleFold;
import dev.thalweg.trainer.fold.worker.FoldWorker;
import dev.thalweg.trainer.fold.worker.Run;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.streams.processor.Cancellable;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.ProcessorContext;

/**
 * The fold of a single learner on a thread of its own, so that from a backlog records are polled,
 * decoded and handed over while others are learned.
 *
 * <p>Whatever is under way when a commit begins is settled first, and is part of it, as the offsets
 * of its records are. Kafka Streams takes no outputs then, so these are sent in its transaction
 * directly. Without a backlog everything is settled before the thread goes on to other things, and
 * record by record where nobody tells of commits, or the state is too large to be put at each.
 */
final class FoldAhead implements AutoCloseable {
  /**
   * A snapshot asks for a commit, so that it can be read at once, unless the one before is younger
   * than this: a commit takes some 20 ms, as the state goes with it, and from a backlog, where
   * snapshots follow one another in 100 ms, that would be a fifth of the time. The commit of the
   * interval is no further off. Soon after a restart, when what is served is wrong, each asks.
   */
  private static final long COMMIT_GAP_MS = LearnerTopology.COMMIT_INTERVAL_MS;

  /** How often to look for what is folded, where no record comes. */
  private static final Duration TICK = Duration.ofMillis(1);

  private final ProcessorContext<byte[], byte[]> context;
  private final StateKeeper keeper;
  private final SampleSource source;
  private final FoldOutputs outputs;
  private final FoldOutputs inCommit;
  private final int partition;
  private final boolean staysAhead;
  private final FoldWorker worker;
  private final Runnable settling = this::settleForCommit;

  private final AvroDecoder<Sample> decoder;
  private final Deque<Run> spare = new ArrayDeque<>();
  private Run gathered;

  /** Null while nothing is under way. */
  private Cancellable ticking;

  private long next;
  private long samples;
  private double learningRate;
  private long snapshotAtMs;
  private boolean closed;

  /** Whether what was taken back for a commit was not all sent: no other may follow. */
  private boolean broken;

  /**
   * Begins where the fold stands.
   *
   * @param outputs take what the fold puts out while records are processed
   * @param inCommit take it while a commit is under way
   */
  FoldAhead(
      ProcessorContext<byte[], byte[]> context,
      SampleFold fold,
      StateKeeper keeper,
      SampleSource source,
      SchemaRegistry registry,
      FoldOutputs outputs,
      FoldOutputs inCommit) {
    this.context = context;
    this.keeper = keeper;
    this.source = source;
    this.outputs = outputs;
    this.inCommit = inCommit;
    decoder = AvroDecoder.of(registry, Sample.getClassSchema());
    gathered = new Run(decoder);
    partition = context.taskId().partition();
    staysAhead = source.tellsOfCommits() && !fold.isParted();
    next = fold.next();
    samples = fold.samples();
    learningRate = fold.learningRate();
    worker = new FoldWorker(fold, Thread.currentThread().getName() + "-fold");
  }

  /** The offset that has to come next. */
  long next() {
    return next;
  }

  /** Samples consumed by the steps whose outputs were taken. */
  long samples() {
    return samples;
  }

  /** Of the step after those. */
  double learningRate() {
    return learningRate;
  }

  /** Takes a record, to be folded with others. */
  void consume(long offset, byte[] key, byte[] value, Headers headers) {
    gathered.add(offset, key, value, headers);
    next = offset + 1;
    if (!staysAhead) {
      settle();
      return;
    }
    source.beforeCommit(settling);
    if (gathered.isFull()) {
      handOver();
    }
  }

  /** The records that came together have been consumed. */
  void goOn() {
    if (staysAhead && source.isBehind(partition)) {
      handOver();
      takeReady();
      if (ticking == null && worker.isUnderWay()) {
        ticking = context.schedule(TICK, PunctuationType.WALL_CLOCK_TIME, now -> tick());
      }
    } else {
      settle();
    }
  }

  private void tick() {
    if (source.isBehind(partition)) {
      takeReady();
    } else {
      settle();
    }
    if (!worker.isUnderWay()) {
      stopTicking();
    }
  }

  private void stopTicking() {
    if (ticking != null) {
      ticking.cancel();
      ticking = null;
    }
  }

  private void handOver() {
    if (!gathered.isEmpty()) {
      while (worker.isFull()) {
        take(worker.next(), outputs);
      }
      hand();
    }
  }

  private void hand() {
    worker.hand(gathered);
    gathered = spare.isEmpty() ? new Run(decoder) : spare.remove();
  }

  private void takeReady() {
    for (var run = worker.ready(); run.isPresent(); run = worker.ready()) {
      take(run.get(), outputs);
    }
  }

  private void settle() {
    handOver();
    while (worker.isUnderWay()) {
      take(worker.next(), outputs);
    }
  }

  /**
   * As a commit begins, or before its state is put. Where anything is to be sent the state comes
   * first: Kafka Streams begins its transaction by that, and so knows that it is there to be
   * aborted.
   */
  void settleForCommit() {
    if (closed) {
      return;
    }
    if (broken) {
      throw new IllegalStateException("what was under way at an earlier commit was not sent");
    }
    broken = true;
    List<Run> last = new ArrayList<>();
    while (worker.isUnderWay() || !gathered.isEmpty()) {
      if (!gathered.isEmpty() && !worker.isFull()) {
        hand();
      }
      last.add(worker.next());
    }
    if (last.stream().anyMatch(Run::hasOutputs)) {
      keeper.write();
    }
    last.forEach(run -> take(run, inCommit));
    broken = false;
  }

  private void take(Run run, FoldOutputs target) {
    boolean stepped = run.samples() > samples;
    samples = run.samples();
    learningRate = run.learningRate();
    run.giveTo(target);
    if (run.hasObeyed()) {
      keeper.put(); // inside a minibatch too: a directive that is met again changes nothing
    }
    if (stepped) {
      keeper.putIfDue();
    }
    if (run.hasSnapshot()) {
      long nowMs = context.currentSystemTimeMs();
      if (nowMs - snapshotAtMs >= COMMIT_GAP_MS || run.isSoonAfterRestart()) {
        context.commit();
      }
      snapshotAtMs = nowMs;
    }
    run.clear();
    spare.add(run);
  }

  /** What is under way is left out: the task may be closing dirty. */
  @Override
  public void close() {
    closed = true;
    stopTicking();
    worker.close();
  }
}
