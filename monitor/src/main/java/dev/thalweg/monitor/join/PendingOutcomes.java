package dev.thalweg.monitor.join;

import dev.thalweg.monitor.join.Outcomes.Kind;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;

/**
 * What a join has found out and not passed on yet, so that the internal topic carries some hundred
 * outcomes in a record. Each is written through to the store, as in {@link PendingCells}.
 */
public final class PendingOutcomes implements JoinObserver {
  /** Passed on at once from here on: what is written for each outcome grows with it. */
  private static final int OUTCOMES_MAX = 256;

  private static final int MODELS_MAX = 64;

  private final String ownModel;
  private final KeyValueStore<String, byte[]> store;
  private final Map<String, Outcomes> pending = new LinkedHashMap<>();
  private boolean isFull;

  /**
   * Takes over what the store holds.
   *
   * @param ownModel the pipeline's, whose labels these are
   */
  public PendingOutcomes(String ownModel, KeyValueStore<String, byte[]> store) {
    this.ownModel = ownModel;
    this.store = store;
    try (KeyValueIterator<String, byte[]> all = store.all()) {
      while (all.hasNext()) {
        KeyValue<String, byte[]> outcomes = all.next();
        pending.put(outcomes.key, Outcomes.fromBytes(outcomes.value));
      }
    }
  }

  @Override
  public void judged(String model, boolean isWrong) {
    add(Kind.SERVED, model, isWrong ? 1 : 0);
  }

  @Override
  public void erred(String model, double error) {
    add(Kind.NUMBERS, model, Float.floatToIntBits((float) error));
  }

  @Override
  public void labelled(int label) {
    add(Kind.LABELS, ownModel, label);
  }

  void times(int records, int bounded) {
    add(Kind.TIMES, ownModel, records);
    add(Kind.TIMES, ownModel, bounded);
  }

  private void add(Kind kind, String model, int value) {
    String key = kind + "/" + model;
    Outcomes outcomes = pending.computeIfAbsent(key, k -> new Outcomes(kind, model));
    outcomes.add(value);
    store.put(key, outcomes.toBytes());
    isFull |= outcomes.size() >= OUTCOMES_MAX || pending.size() > MODELS_MAX;
  }

  public boolean isFull() {
    return isFull;
  }

  /** Hands over everything and forgets it. */
  public void drain(Consumer<Outcomes> each) {
    pending.forEach(
        (key, outcomes) -> {
          each.accept(outcomes);
          store.delete(key);
        });
    pending.clear();
    isFull = false;
  }
}
