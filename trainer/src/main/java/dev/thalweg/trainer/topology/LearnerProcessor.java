package dev.thalweg.trainer.topology;

import dev.thalweg.schemas.PipelineTopic;
import dev.thalweg.schemas.SchemaRegistry;
import dev.thalweg.trainer.fold.FoldOutputs;
import dev.thalweg.trainer.fold.FoldState;
import dev.thalweg.trainer.fold.LearnerConfig;
import dev.thalweg.trainer.fold.SampleFold;
import dev.thalweg.trainer.log.LoggedState;
import dev.thalweg.trainer.log.SampleLog;
import dev.thalweg.trainer.rounds.TakenRound;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.function.IntFunction;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.streams.errors.TaskMigratedException;
import org.apache.kafka.streams.processor.Cancellable;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.processor.api.RecordMetadata;
import org.apache.kafka.streams.state.KeyValueStore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Moves records in and out of a {@link SampleFold}, and keeps the fold true whatever Kafka Streams
 * does with the task.
 *
 * <p>Only the state blob's offset is believed. What lies between it and the committed offset is
 * read again from the log when the task begins; its outputs were committed with that offset, so
 * they are not repeated. That holds because no offset is committed before its record is learned: a
 * task that Kafka Streams revives may commit one, so it is refused. Then the consumer is set to
 * where the fold stands. A record that comes later than expected all the same makes it read the gap
 * from the log, with its outputs, since nobody knows whether they were committed; readers drop
 * repeats, which are bit-identical. A record that comes again is dropped. With several learners,
 * what comes while a round is over is held until there is a merge; the state of the round's end is
 * put before that, so that nothing behind it was learned if the task begins again there. And where
 * the topic was made again under a running trainer, whose consumer goes on in the new one at its
 * old offset, the trainer stops.
 */
final class LearnerProcessor implements Processor<byte[], byte[], byte[], byte[]> {
  private static final Logger LOG = LoggerFactory.getLogger(LearnerProcessor.class);

  /** How often a learner looks for its merge, where its thread does not wait for one. */
  private static final Duration TICK = Duration.ofMillis(1);

  private final LearnerConfig config;
  private final SchemaRegistry registry;
  private final IntFunction<SampleLog> logs;
  private final SampleSource source;
  private final LearnerFigures figures;
  private final InstantSource clock;
  private final SharedLearning sharing;

  private ProcessorContext<byte[], byte[]> context;
  private KeyValueStore<String, byte[]> store;
  private SampleLog log;
  private StateCheck check;
  private SampleFold fold;
  private Deque<HeldRecord> held;
  private FoldOutputs outputs;
  private StateKeeper keeper;

  /** Null with several learners, and until it has begun. */
  private FoldAhead ahead;

  /** Null with a single learner. */
  private EarlyEnds earlyEnds;

  /** Likewise. */
  private Cancellable ticking;

  /** The merge that the committed state began its round with. */
  private long committedBase;

  /** Since the state was last put for that. */
  private boolean directiveObeyed;

  /** Whether it counts among the learners of this process. */
  private boolean begun;

  /** A record that came while the learner waits for a merge. */
  @SuppressWarnings("ArrayRecordComponent") // carries bytes through; never compared
  private record HeldRecord(long offset, byte[] key, byte[] value, Headers headers) {}

  LearnerProcessor(
      LearnerConfig config,
      SchemaRegistry registry,
      IntFunction<SampleLog> logs,
      SampleSource source,
      SharedLearning sharing,
      LearnerFigures figures,
      InstantSource clock) {
    this.config = config;
    this.registry = registry;
    this.logs = logs;
    this.source = source;
    this.sharing = sharing;
    this.figures = figures;
    this.clock = clock;
  }

  /** Once only, so that nothing of a task outlives its end. */
  @Override
  public void init(ProcessorContext<byte[], byte[]> context) {
    if (this.context != null) {
      throw new TaskMigratedException("A task was to go on from the offsets of its former life.");
    }
    this.context = context;
    store = context.getStateStore(LearnerTopology.STORE);
    int partition = context.taskId().partition();
    log = logs.apply(partition);
    check = new StateCheck(config, log, partition, context.currentSystemTimeMs());
    held = new ArrayDeque<>();
    fold = new SampleFold(config, partition, log.beginningOffset(), registry, clock);
    keeper = new StateKeeper(store, fold, log.topicId(), context::currentSystemTimeMs, source);
    outputs = counted(new Forwarder(context, config.pipeline(), registry));
    long committed = log.committedOffset().orElse(0);
    Optional<LoggedState> stored = stored(partition);
    if (stored.isEmpty()) {
      check.requireWhole(committed);
      if (fold.next() > 0) {
        LOG.warn(
            "The learner begins at offset {} of {}: what was before it is no longer there, and has"
                + " no part in the model",
            fold.next(),
            config.pipeline().topic(PipelineTopic.SAMPLES));
      }
      keeper.write(); // the state, and what is frozen in it, commits with the first offsets
    } else {
      FoldState state = FoldState.fromBytes(stored.get().value());
      check.requireSame(state);
      state
          .parts()
          .ifPresentOrElse(
              parts -> fold.restore(state, flat -> stored.get().read(parts, flat)),
              () -> fold.restore(state));
      log.read(state.firstNeeded(), state.next(), fold::remember);
      keeper.restored();
    }
    if (committed > fold.next()) {
      check.requireLearnedSamplesIn(committed);
    }
    redo(fold.waits() ? fold.roundEnd() : committed);
    if (committed > fold.next()) {
      log.read(fold.next(), committed, this::consume); // what was held counts as consumed
    }
    source.goOnAt(partition, expected());
    if (fold.isBetweenMinibatches()) {
      keeper.putIfDue();
    }
    if (config.rounds().areShared()) {
      share(partition, stored.isEmpty());
    } else {
      learnAhead();
    }
    figures.begun();
    begun = true;
  }

  private FoldOutputs counted(Forwarder forwarder) {
    return figures.counting(
        forwarder, () -> ahead == null ? fold.learningRate() : ahead.learningRate());
  }

  private void learnAhead() {
    ahead =
        new FoldAhead(
            context,
            fold,
            keeper,
            source,
            registry,
            outputs,
            counted(Forwarder.inCommit(context, source, config.pipeline(), registry)));
    keeper.ahead(ahead::settleForCommit, ahead::samples);
  }

  /**
   * A single learner makes up for a state that is older than the offset; of several, it would have
   * to know where its rounds had ended since. One in parts no store holds.
   */
  private Optional<LoggedState> stored(int partition) {
    Optional<LoggedState> restored =
        Optional.ofNullable(StateKeeper.stored(store)).map(LoggedState::of);
    if (config.isParted()) {
      return sharing.states().apply(partition);
    }
    if (!config.rounds().areShared()) {
      return restored;
    }
    Optional<LoggedState> decided = sharing.states().apply(partition).or(() -> restored);
    decided.ifPresent(state -> StateKeeper.replace(store, state.value()));
    return decided;
  }

  /** Reads again what lies between the state and this offset; its outputs were committed. */
  private void redo(long end) {
    if (end > fold.next()) {
      boolean inRound = !fold.waits();
      log.read(
          fold.next(),
          end,
          (offset, key, value, headers) -> {
            if (inRound && fold.waits()) {
              throw check.stateGone(end);
            }
            fold.consume(offset, key, value, headers, FoldOutputs.NONE);
          });
    }
  }

  private void share(int partition, boolean begunAnew) {
    committedBase = fold.base();
    earlyEnds =
        new EarlyEnds(
            sharing, partition, fold, context::currentSystemTimeMs, log.endOffset(), begunAnew);
    ticking = context.schedule(TICK, PunctuationType.WALL_CLOCK_TIME, now -> tick());
    if (partition == 0) {
      sharing.exchange().average(true);
    }
    if (fold.waits()) {
      source.hold(partition);
      contribute();
    } else {
      source.release(partition); // the task before it may have left it held
    }
  }

  @Override
  public void process(Record<byte[], byte[]> record) {
    RecordMetadata at = context.recordMetadata().orElseThrow();
    check.requireSameTopic(context.currentSystemTimeMs());
    accept(at.offset(), at.offset(), record.key(), record.value(), record.headers());
    long from = at.offset() + 1;
    for (var next : source.following(at.partition(), at.offset())) {
      long unused = figures.times().of(next.timestamp()); // counted, as Streams has it of the first
      accept(from, next.offset(), next.key(), next.value(), next.headers());
      from = next.offset() + 1;
    }
    if (ahead != null) {
      ahead.goOn();
    }
  }

  /**
   * @param from nothing lies between this offset and that of the record
   */
  private void accept(long from, long offset, byte[] key, byte[] value, Headers headers) {
    if (offset < expected() || log.isSkipped(offset)) {
      return;
    }
    if (earlyEnds != null) {
      if (earlyEnds.areDueBeforeARecord()) {
        endEarly();
      }
      earlyEnds.arrived();
    }
    if (from > expected()) {
      log.read(expected(), from, this::consume);
    }
    consume(offset, key, value, headers);
    if (ahead == null) {
      settle();
    }
  }

  /** The offset of the record that has to come next. */
  private long expected() {
    if (ahead != null) {
      return ahead.next();
    }
    return held.isEmpty() ? fold.next() : held.getLast().offset() + 1;
  }

  /** What a gap brings is remembered too, until the record after it has been consumed. */
  private void consume(long offset, byte[] key, byte[] value, Headers headers) {
    if (ahead != null) {
      ahead.consume(offset, key, value, headers);
      return;
    }
    if (fold.waits()) {
      held.add(new HeldRecord(offset, key, value, headers));
      return;
    }
    switch (fold.consume(offset, key, value, headers, outputs)) {
      case OBEYED -> directiveObeyed = true;
      case ROUND_ENDED -> {
        contribute();
        waitForMerge(); // others go on meanwhile
      }
      case REFUSED, GATHERED, STEPPED, SNAPSHOT_TAKEN -> {} // a snapshot is the merge's
    }
  }

  private void settle() {
    if (directiveObeyed) {
      directiveObeyed = false;
      keeper.put(); // inside a minibatch too: a directive that is met again changes nothing
    }
    if (fold.isBetweenMinibatches()) {
      keeper.putIfDue();
    }
  }

  /**
   * A commit that comes meanwhile has a state that waits: nothing behind it is learned, so that
   * what is held may count as consumed.
   */
  private void waitForMerge() {
    keeper.put();
    source.hold(context.taskId().partition());
  }

  /**
   * Ends a round before it is full. When that happens depends on the time, so it is committed
   * before others hear of it: a process that is fenced can't end it elsewhere.
   */
  private void endEarly() {
    fold.endRound();
    waitForMerge();
    context.commit();
    SampleFold ended = fold;
    source.afterCommit(
        () -> {
          if (begun && ended == fold && fold.waits()) {
            contribute();
          }
        });
  }

  private void contribute() {
    figures.rounds().sent(context.taskId().partition());
    sharing.exchange().contribute(fold.learnedRound().committedAt(committedBase));
  }

  private void tick() {
    sharing.exchange().requireRunning();
    if (fold.waits()) {
      sharing.exchange().mergeOf(context.taskId().partition(), fold.base()).ifPresent(this::goOn);
    } else if (earlyEnds.areDue()) {
      endEarly();
    }
  }

  /**
   * From the merge that has taken the round. Where that is not the one that ended here, one of two
   * learners had lost the partition to the other and did not know: the merge says which it has.
   */
  private void goOn(TakenRound taken) {
    if (taken.endsAt(fold.roundEnd())) {
      adopt(taken);
    } else if (taken.end() > fold.roundEnd()) {
      reopen(); // the other had sent it full before this one's early end arrived
    } else {
      throw new TaskMigratedException(
          "Another trainer has ended the round of partition %d at offset %d: this one has lost it."
              .formatted(context.taskId().partition(), taken.end()));
    }
  }

  /** Learns on in a round that was ended early, up to where it is full. */
  private void reopen() {
    fold.reopenRound();
    keeper.put();
    learnOn();
  }

  private void adopt(TakenRound merged) {
    fold.adopt(merged.merge(), merged.weights());
    keeper.put();
    SampleFold adopting = fold;
    source.afterCommit(
        () -> {
          if (begun && adopting == fold) {
            committedBase = merged.merge();
          }
        });
    figures.rounds().adopted(context.taskId().partition(), merged.merge());
    learnOn();
  }

  private void learnOn() {
    source.release(context.taskId().partition());
    earlyEnds.adopted();
    while (!held.isEmpty() && !fold.waits()) {
      HeldRecord next = held.remove();
      consume(next.offset(), next.key(), next.value(), next.headers());
    }
    settle();
  }

  /** Only frees: nothing may be written here, since the task may be closing dirty. */
  @Override
  public void close() {
    if (begun) {
      begun = false;
      figures.ended();
    }
    if (keeper != null) {
      keeper.close();
    }
    if (ahead != null) {
      ahead.close(); // before the fold that it is at
    }
    if (ticking != null) {
      ticking.cancel(); // nothing ticks for a closed task
    }
    if (config.rounds().areShared() && context.taskId().partition() == 0) {
      sharing.exchange().average(false);
    }
    if (fold != null) {
      fold.close();
    }
    if (log != null) {
      log.close();
    }
  }
}
