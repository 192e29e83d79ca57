package dev.thalweg.monitor.accuracy;

import java.nio.ByteBuffer;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import org.apache.kafka.streams.state.KeyValueStore;

/**
 * The tallies of one scope of one model by ascending number: the windows by start, or the versions.
 * Holds the highest so many; what lies below is dropped for good, so that a straggler can't begin a
 * dropped one anew and replace its last record by a lesser one.
 */
final class TallySeries {
  private static final String FLOOR = "floor";
  private static final long NO_FLOOR = -1;

  private final KeyValueStore<String, byte[]> store;
  private final String prefix;
  private final String suffix;
  private final int aggregatesMax;
  private final TreeMap<Long, KeptTally> byNumber = new TreeMap<>();
  private long floor = NO_FLOOR;

  /**
   * @param scope the begin of its keys in the store, without a slash
   * @param model the end of its keys
   */
  TallySeries(KeyValueStore<String, byte[]> store, String scope, String model, int aggregatesMax) {
    this.store = store;
    this.prefix = scope + "/";
    this.suffix = "/" + model;
    this.aggregatesMax = aggregatesMax;
  }

  /** Takes over an entry of the store by what stands between its scope and its model. */
  void load(String number, byte[] value) {
    if (number.equals(FLOOR)) {
      floor = ByteBuffer.wrap(value).getLong();
    } else {
      byNumber.put(Long.parseLong(number), KeptTally.fromBytes(value));
    }
  }

  void add(long number, Tally tally) {
    if (number <= floor) {
      return;
    }
    KeptTally kept = byNumber.computeIfAbsent(number, n -> new KeptTally());
    kept.add(tally);
    put(number, kept);
    while (byNumber.size() > aggregatesMax) {
      floor = byNumber.pollFirstEntry().getKey();
      store.delete(key(Long.toString(floor)));
      store.put(key(FLOOR), ByteBuffer.allocate(Long.BYTES).putLong(0, floor).array());
    }
  }

  /** The highest number; -1 when there is none. */
  long highest() {
    return byNumber.isEmpty() ? floor : byNumber.lastKey();
  }

  long lastScoredAt() {
    return byNumber.isEmpty() ? 0 : byNumber.lastEntry().getValue().tally().lastScoredAt();
  }

  /** Hands over each tally that has changed since it was last handed over. */
  void tellChanged(BiConsumer<Long, Tally> each) {
    byNumber.forEach(
        (number, kept) -> {
          if (kept.isChanged()) {
            each.accept(number, kept.tally());
            kept.markTold();
            put(number, kept);
          }
        });
  }

  /** Forgets everything. */
  void drop() {
    byNumber.keySet().forEach(number -> store.delete(key(Long.toString(number))));
    byNumber.clear();
    store.delete(key(FLOOR));
    floor = NO_FLOOR;
  }

  private void put(long number, KeptTally kept) {
    store.put(key(Long.toString(number)), kept.toBytes());
  }

  private String key(String number) {
    return prefix + number + suffix;
  }
}
