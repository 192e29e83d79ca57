package dev.thalweg.monitor.alarm;

import java.nio.ByteBuffer;
import java.util.Comparator;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Supplier;
import org.apache.kafka.streams.state.KeyValueStore;

/**
 * One kind of watch for each model. A change to one is written through to the store; what is on the
 * heap is built from that at the start.
 */
final class WatchedModels<W extends Watched> {
  /** As many as have their accuracy counted; the one unheard of for longest goes. */
  private static final int MODELS_MAX = 16;

  private static final byte FORMAT = 1;

  private final String prefix;
  private final KeyValueStore<String, byte[]> store;
  private final Supplier<W> fresh;
  private final Function<ByteBuffer, W> reading;
  private final Map<String, Entry<W>> byModel = new TreeMap<>();

  private record Entry<W>(W watch, long atMs) {}

  /**
   * Has no model yet.
   *
   * @param kind the begin of its keys in the store, without a slash
   */
  WatchedModels(
      String kind,
      KeyValueStore<String, byte[]> store,
      Supplier<W> fresh,
      Function<ByteBuffer, W> reading) {
    this.prefix = kind + "/";
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
        throw new IllegalStateException("a watch of format " + format + " in the state");
      }
      long atMs = in.getLong();
      byModel.put(key.substring(prefix.length()), new Entry<>(reading.apply(in), atMs));
    }
  }

  W of(String model) {
    Entry<W> entry = byModel.get(model);
    return entry == null ? fresh.get() : entry.watch();
  }

  /** Keeps a model's watch as it is now. */
  void keep(String model, W watch, long atMs) {
    byModel.put(model, new Entry<>(watch, atMs));
    ByteBuffer out = ByteBuffer.allocate(1 + Long.BYTES + watch.bytes());
    out.put(FORMAT).putLong(atMs);
    watch.writeTo(out);
    store.put(prefix + model, out.array());
    if (byModel.size() > MODELS_MAX) {
      byModel.entrySet().stream()
          .filter(e -> !e.getKey().equals(model))
          .min(Comparator.comparingLong(e -> e.getValue().atMs()))
          .map(Map.Entry::getKey)
          .ifPresent(this::drop);
    }
  }

  private void drop(String model) {
    byModel.remove(model);
    store.delete(prefix + model);
  }
}
