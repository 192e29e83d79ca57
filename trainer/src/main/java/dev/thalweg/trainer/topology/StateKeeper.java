package dev.thalweg.trainer.topology;

import dev.thalweg.model.state.FlatState;
import dev.thalweg.topics.parts.Parts;
import dev.thalweg.topics.parts.Sha256;
import dev.thalweg.trainer.fold.SampleFold;
import dev.thalweg.trainer.fold.StateParts;
import dev.thalweg.trainer.log.StateKeys;
import java.nio.ByteBuffer;
import java.util.function.LongSupplier;
import org.apache.kafka.streams.state.KeyValueStore;

/** Puts a learner's state into its store: from time to time, and then as a commit finds it. */
final class StateKeeper {
  private static final String KEY = StateKeys.STATE;

  /** Samples between two puts of the state: bounds what a restart reads again. */
  private static final long SAMPLES_PER_PUT = 4_096;

  /** A put after fewer samples, where the last is so old: less to redo at a start. */
  private static final long SAMPLES_PER_LATE_PUT = 1_024;

  private static final long LATE_PUT_MS = 500;

  private final KeyValueStore<String, byte[]> store;
  private final SampleFold fold;
  private final String topicId;
  private final LongSupplier nowMs;
  private final SampleSource source;
  private Runnable settling = () -> {};
  private LongSupplier samples;
  private final Runnable writing = this::writeUnlessClosed;
  private byte[] blob = new byte[0];
  private long samplesAtPut;
  private long putAtMs;

  /** Whether the next commit puts it. */
  private boolean due;

  private boolean closed;

  /**
   * @param topicId Kafka's id of the samples topic
   * @param source tells when a commit is about to come
   */
  StateKeeper(
      KeyValueStore<String, byte[]> store,
      SampleFold fold,
      String topicId,
      LongSupplier nowMs,
      SampleSource source) {
    this.store = store;
    this.fold = fold;
    this.topicId = topicId;
    this.nowMs = nowMs;
    this.source = source;
    samples = fold::samples;
  }

  /**
   * The fold is on a thread of its own from now on.
   *
   * @param settle makes it stand still, before it is looked at
   * @param settledSamples of its steps, as far as they are known here
   */
  void ahead(Runnable settle, LongSupplier settledSamples) {
    settling = settle;
    samples = settledSamples;
  }

  /** What a store holds; null where nothing was put. */
  static byte[] stored(KeyValueStore<String, byte[]> store) {
    return store.get(KEY);
  }

  /** Puts a state in the place of what Kafka Streams has restored. */
  static void replace(KeyValueStore<String, byte[]> store, byte[] state) {
    store.put(KEY, state);
  }

  /** The fold goes on from what is stored, which need not be put again. */
  void restored() {
    samplesAtPut = samples.getAsLong();
    putAtMs = nowMs.getAsLong();
  }

  /**
   * Puts it if the last is old, by samples or by time. What is in parts is put by samples alone: it
   * takes seconds.
   */
  void putIfDue() {
    boolean late = nowMs.getAsLong() - putAtMs >= LATE_PUT_MS;
    long enough = late && !fold.isParted() ? SAMPLES_PER_LATE_PUT : SAMPLES_PER_PUT;
    if (samples.getAsLong() - samplesAtPut >= enough) {
      put();
    }
  }

  /** Has the next commit put the state as it is by then. */
  void put() {
    restored();
    due = true;
    source.beforeCommit(writing);
  }

  /** Nothing is put any more: the task may be closing dirty. */
  void close() {
    closed = true;
  }

  private void writeUnlessClosed() {
    if (!closed) {
      settling.run();
      if (due) {
        write();
      }
    }
  }

  /**
   * Puts it at once, and the same array again and again: megabytes are neither allocated nor copied
   * twice. That is safe because the changelog's producer copies what it is given within {@code
   * send}. Nobody else may read the store. The fold stands still meanwhile.
   */
  void write() {
    due = false;
    if (fold.isParted()) {
      putParts();
    } else {
      blob = fold.blob(topicId, blob);
      store.put(KEY, blob);
    }
    restored();
  }

  /** The head is the last, and all are in one transaction, since no record comes in between. */
  private void putParts() {
    FlatState state = fold.flatState();
    int count = Parts.count(state.size());
    Sha256 digest = new Sha256();
    for (int part = 0; part < count; part++) {
      byte[] bytes = new byte[Parts.length(part, state.size())];
      state.get((long) part * Parts.BYTES, ByteBuffer.wrap(bytes));
      digest.update(ByteBuffer.wrap(bytes));
      store.put(StateKeys.part(part), bytes);
    }
    store.put(KEY, fold.head(topicId, new StateParts(count, state.size(), digest.hex())));
  }
}
