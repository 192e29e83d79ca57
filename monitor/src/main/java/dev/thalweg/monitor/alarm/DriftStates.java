package dev.thalweg.monitor.alarm;

import java.nio.ByteBuffer;
import java.util.Comparator;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Supplier;
import org.apache.kafka.streams.state.KeyValueStore;

/**
 * One kind of state for each model. A change to one is written through to the store; what is on the
 * heap is built from that at the start.
 */
final class DriftStates<S extends DriftState> {
  /**
   * As many as have their accuracy counted. Of those that are not the pipeline's own the one goes
   * that was unheard of for longest, in the order of arrival: a time would be its writer's choice.
   */
  private static final int MODELS_MAX = 16;

  /** 1: with the time it was heard of, and another class balance. */
  private static final byte FORMAT = 2;

  private final String prefix;
  private final KeyValueStore<String, byte[]> store;
  private final Supplier<S> fresh;
  private final Function<ByteBuffer, S> reading;
  private final String ownModel;
  private final Map<String, Entry<S>> byModel = new TreeMap<>();
  private long turn;

  private record Entry<S>(S state, long turn) {}

  /**
   * Has no model yet.
   *
   * @param kind the begin of its keys in the store, without a slash
   * @param ownModel the pipeline's, which always has a place
   */
  DriftStates(
      String kind,
      String ownModel,
      KeyValueStore<String, byte[]> store,
      Supplier<S> fresh,
      Function<ByteBuffer, S> reading) {
    this.prefix = kind + "/";
    this.ownModel = ownModel;
    this.store = store;
    this.fresh = fresh;
    this.reading = reading;
  }

  /** Takes over an entry of the store if it is of this kind. */
  void load(String key, byte[] value) {
    if (key.startsWith(prefix)) {
      ByteBuffer in = ByteBuffer.wrap(value);
      byte format = in.get();
      if (format != FORMAT) {
        throw new IllegalStateException("a drift state of format " + format + " in the state");
      }
      long heardAt = in.getLong();
      turn = Math.max(turn, heardAt);
      byModel.put(key.substring(prefix.length()), new Entry<>(reading.apply(in), heardAt));
    }
  }

  S of(String model) {
    Entry<S> entry = byModel.get(model);
    return entry == null ? fresh.get() : entry.state();
  }

  /** Keeps a model's state as it is now. */
  void keep(String model, S state) {
    turn++;
    byModel.put(model, new Entry<>(state, turn));
    ByteBuffer out = ByteBuffer.allocate(1 + Long.BYTES + state.bytes());
    out.put(FORMAT).putLong(turn);
    state.writeTo(out);
    store.put(prefix + model, out.array());
    if (byModel.size() > MODELS_MAX) {
      byModel.entrySet().stream()
          .filter(e -> !e.getKey().equals(model) && !e.getKey().equals(ownModel))
          .min(Comparator.comparingLong(e -> e.getValue().turn()))
          .map(Map.Entry::getKey)
          .ifPresent(this::drop);
    }
  }

  private void drop(String model) {
    byModel.remove(model);
    store.delete(prefix + model);
  }
}
