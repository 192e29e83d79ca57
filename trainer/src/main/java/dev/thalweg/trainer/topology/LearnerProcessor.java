package dev.thalweg.trainer.topology;

import dev.thalweg.schemas.PipelineTopic;
import dev.thalweg.schemas.SchemaRegistry;
import dev.thalweg.schemas.UserException;
import dev.thalweg.trainer.fold.FoldOutputs;
import dev.thalweg.trainer.fold.FoldState;
import dev.thalweg.trainer.fold.LearnerConfig;
import dev.thalweg.trainer.fold.SampleFold;
import dev.thalweg.trainer.log.SampleLog;
import java.time.InstantSource;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.IntFunction;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueStore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Moves records in and out of a {@link SampleFold}, and keeps the fold true whatever Kafka Streams
 * does with the task.
 *
 * <p>Only the state blob's offset is believed. What lies between it and the committed offset is
 * read again from the log when the task begins; its outputs were committed with that offset, so
 * they are not repeated. Then the consumer is set to where the fold stands, for a revived task is
 * otherwise behind it. A record that comes later than expected all the same makes it read the gap
 * from the log, with its outputs, since nobody knows whether they were committed; readers drop
 * repeats, which are bit-identical. A record that comes again is dropped. And where the topic was
 * made again under a running trainer, whose consumer goes on in the new one at its old offset, the
 * trainer stops.
 */
final class LearnerProcessor implements Processor<byte[], byte[], byte[], byte[]> {
  private static final Logger LOG = LoggerFactory.getLogger(LearnerProcessor.class);
  private static final String KEY = "fold";
  private static final String ANEW = " To begin anew, use another --pipeline or another --dir.";

  /** Samples between two puts of the state: bounds what a restart reads again. */
  private static final long SAMPLES_PER_PUT = 4_096;

  /** A put after fewer samples, where the last is so old: less to redo at a start. */
  private static final long SAMPLES_PER_LATE_PUT = 1_024;

  private static final long LATE_PUT_MS = 500;

  /**
   * A snapshot asks for a commit, so that it can be read at once, unless the one before is younger
   * than this: a commit takes some 20 ms, as the state goes with it, and from a backlog, where
   * snapshots follow one another in 100 ms, that would be a fifth of the time. The commit of the
   * interval is no further off. Soon after a restart, when what is served is wrong, each asks.
   */
  private static final long COMMIT_GAP_MS = LearnerTopology.COMMIT_INTERVAL_MS;

  /** Asking for the topic's id takes about a millisecond. */
  private static final long TOPIC_CHECK_MS = 1_000;

  private final LearnerConfig config;
  private final SchemaRegistry registry;
  private final IntFunction<SampleLog> logs;
  private final SampleSource source;
  private final LearnerFigures figures;
  private final InstantSource clock;

  private ProcessorContext<byte[], byte[]> context;
  private KeyValueStore<String, byte[]> store;
  private SampleLog log;
  private SampleFold fold;
  private FoldOutputs outputs;
  private byte[] blob;
  private long samplesAtPut;
  private long putAtMs;
  private long snapshotAtMs;
  private long topicCheckedAtMs;

  /** Since the last put of the state. */
  private boolean directiveObeyed;

  /** Since a commit was last asked for, or found not to be due. */
  private boolean snapshotTaken;

  LearnerProcessor(
      LearnerConfig config,
      SchemaRegistry registry,
      IntFunction<SampleLog> logs,
      SampleSource source,
      LearnerFigures figures,
      InstantSource clock) {
    this.config = config;
    this.registry = registry;
    this.logs = logs;
    this.source = source;
    this.figures = figures;
    this.clock = clock;
  }

  /** Builds every field anew: Streams revives a task on the same object. */
  @Override
  public void init(ProcessorContext<byte[], byte[]> context) {
    this.context = context;
    store = context.getStateStore(LearnerTopology.STORE);
    int partition = context.taskId().partition();
    log = logs.apply(partition);
    blob = new byte[0];
    snapshotAtMs = 0;
    snapshotTaken = false;
    directiveObeyed = false;
    topicCheckedAtMs = context.currentSystemTimeMs();
    fold = new SampleFold(config, partition, log.beginningOffset(), registry, clock);
    outputs =
        figures.counting(new Forwarder(context, config.pipeline(), registry), fold::learningRate);
    long committed = log.committedOffset().orElse(0);
    byte[] stored = store.get(KEY);
    if (stored == null) {
      requireWhole(committed);
      if (fold.next() > 0) {
        LOG.warn(
            "The learner begins at offset {} of {}: what was before it is no longer there, and has"
                + " no part in the model",
            fold.next(),
            config.pipeline().topic(PipelineTopic.SAMPLES));
      }
      put(); // from now on the state, and what is frozen in it, commits with the first offsets
    } else {
      FoldState state = FoldState.fromBytes(stored);
      requireSame(state);
      fold.restore(state);
      samplesAtPut = fold.samples();
      putAtMs = context.currentSystemTimeMs();
    }
    if (committed > fold.next()) {
      requireLearnedSamplesIn(committed);
      log.read(
          fold.next(),
          committed,
          (offset, key, value, headers) ->
              fold.consume(offset, key, value, headers, FoldOutputs.NONE));
    }
    source.goOnAt(partition, fold.next());
    putIfDue();
    figures.learning(true);
  }

  @Override
  public void process(Record<byte[], byte[]> record) {
    long offset = context.recordMetadata().orElseThrow().offset();
    requireSameTopic();
    if (offset < fold.next() || log.isSkipped(offset)) {
      return;
    }
    if (offset > fold.next()) {
      log.read(fold.next(), offset, this::consume);
    }
    consume(offset, record.key(), record.value(), record.headers());
    if (directiveObeyed) {
      put(); // inside a minibatch too: a directive that is met again changes nothing
    }
    if (fold.isBetweenMinibatches()) {
      putIfDue();
      commitIfDue();
    }
  }

  /** What a gap brings is remembered too, until the record after it has been consumed. */
  private void consume(long offset, byte[] key, byte[] value, Headers headers) {
    switch (fold.consume(offset, key, value, headers, outputs)) {
      case OBEYED -> directiveObeyed = true;
      case SNAPSHOT_TAKEN -> snapshotTaken = true;
      case REFUSED, GATHERED, STEPPED -> {}
    }
  }

  private void putIfDue() {
    boolean late = context.currentSystemTimeMs() - putAtMs >= LATE_PUT_MS;
    long due = late ? SAMPLES_PER_LATE_PUT : SAMPLES_PER_PUT;
    if (fold.isBetweenMinibatches() && fold.samples() - samplesAtPut >= due) {
      put();
    }
  }

  /**
   * Puts the same array again and again: megabytes are neither allocated nor copied twice. That is
   * safe because the cache is flushed on this thread, between two records, and the changelog's
   * producer copies what it is given within {@code send}. Nobody else may read the store.
   */
  private void put() {
    blob = fold.blob(log.topicId(), blob);
    store.put(KEY, blob);
    samplesAtPut = fold.samples();
    putAtMs = context.currentSystemTimeMs();
    directiveObeyed = false;
  }

  private void commitIfDue() {
    if (snapshotTaken) {
      snapshotTaken = false;
      long nowMs = context.currentSystemTimeMs();
      if (nowMs - snapshotAtMs >= COMMIT_GAP_MS || fold.isSoonAfterRestart()) {
        context.commit();
      }
      snapshotAtMs = nowMs;
    }
  }

  /** Before the first record after a pause, since a topic is not made again and filled at once. */
  private void requireSameTopic() {
    long nowMs = context.currentSystemTimeMs();
    if (nowMs - topicCheckedAtMs >= TOPIC_CHECK_MS) {
      topicCheckedAtMs = nowMs;
      if (log.isMadeAgain()) {
        throw madeAgain();
      }
    }
  }

  private UserException madeAgain() {
    return new UserException(
        "The topic %s was deleted and made again since this trainer's last sample.%s"
            .formatted(config.pipeline().topic(PipelineTopic.SAMPLES), ANEW));
  }

  /** A state that is lost can be made again from a whole log alone. */
  private void requireWhole(long committed) {
    long beginning = log.beginningOffset();
    if (beginning > 0 && committed > beginning) {
      throw new UserException(
          "The trainer has learned up to offset %d, but its state is gone, and so are the samples"
                  .formatted(committed)
              + " of %s below offset %d that it was made of.%s"
                  .formatted(config.pipeline().topic(PipelineTopic.SAMPLES), beginning, ANEW));
    }
  }

  /** A cluster that has lost the end of the log would otherwise be waited for. */
  private void requireLearnedSamplesIn(long committed) {
    long end = log.endOffset();
    if (committed > end) {
      throw new UserException(
          "The trainer has learned up to offset %d, but %s ends at %d: the cluster has lost samples.%s"
              .formatted(committed, config.pipeline().topic(PipelineTopic.SAMPLES), end, ANEW));
    }
  }

  private void requireSame(FoldState state) {
    String topic = config.pipeline().topic(PipelineTopic.SAMPLES);
    if (!state.topicId().equals(log.topicId())) {
      throw madeAgain();
    }
    if (state.next() < log.beginningOffset() || state.next() > log.endOffset()) {
      throw new UserException(
          "The trainer stands at offset %d, but %s holds only offsets %d to %d.%s"
              .formatted(state.next(), topic, log.beginningOffset(), log.endOffset(), ANEW));
    }
    if (!state.architecture().equals(config.architecture().text())) {
      throw new UserException(
          "The trainer of %s began with the network \"%s\" and now gets \"%s\".%s"
              .formatted(
                  config.pipeline().name(),
                  state.architecture(),
                  config.architecture().text(),
                  ANEW));
    }
    if (!state.frozen().equals(config.frozen())) {
      throw new UserException(
          "The trainer of %s began with %s and now gets %s.%s"
              .formatted(
                  config.pipeline().name(),
                  without(state.frozen(), config.frozen()),
                  without(config.frozen(), state.frozen()),
                  ANEW));
    }
  }

  private static Map<String, String> without(Map<String, String> all, Map<String, String> same) {
    Map<String, String> rest = new TreeMap<>(all);
    rest.entrySet().removeAll(same.entrySet());
    return rest;
  }

  /** Only frees: nothing may be written here, since the task may be closing dirty. */
  @Override
  public void close() {
    figures.learning(false);
    if (fold != null) {
      fold.close();
    }
    if (log != null) {
      log.close();
    }
  }
}
