package dev.thalweg.monitor.accuracy;

import java.nio.ByteBuffer;
import java.util.Comparator;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import org.apache.kafka.streams.state.KeyValueStore;

/**
 * The tallies of one scope of one model by number: the windows by start, or the versions. Holds so
 * many of them, in so many bytes.
 *
 * <p>Of windows the lowest go, for good, so that a straggler can't begin a dropped one anew and
 * replace its last record by a lesser one; but first those that begin after anything can have been
 * scored. Of versions, whose numbers are their writer's choice, those go that have had the least
 * {@link Traffic}; only a prediction begins one, not a late label of one that has gone.
 */
final class TallySeries {
  private static final String FLOOR = "floor";
  private static final long NO_FLOOR = -1;

  private final KeyValueStore<String, byte[]> store;
  private final String prefix;
  private final String suffix;
  private final Limit limit;
  private final Surplus surplus;
  private final TreeMap<Long, KeptTally> byNumber = new TreeMap<>();
  private long floor = NO_FLOOR;
  private long heapBytes;

  /** Which tally goes when there are too many. */
  enum Surplus {
    LOWEST,
    LEAST_TRAFFIC
  }

  /** How many tallies there may be, and what they may take on the heap. */
  record Limit(int tallies, long bytes) {}

  /**
   * What time it is.
   *
   * @param arrivals how many predictions of all models have come by now
   * @param latest no number beyond it can be right yet
   */
  record Now(long arrivals, long latest) {}

  /**
   * @param scope the begin of its keys in the store, without a slash
   * @param model the end of its keys
   */
  TallySeries(
      KeyValueStore<String, byte[]> store,
      String scope,
      String model,
      Limit limit,
      Surplus surplus) {
    this.store = store;
    this.prefix = scope + "/";
    this.suffix = "/" + model;
    this.limit = limit;
    this.surplus = surplus;
  }

  /** Takes over an entry of the store by what stands between its scope and its model. */
  void load(String number, byte[] value) {
    if (number.equals(FLOOR)) {
      floor = ByteBuffer.wrap(value).getLong();
    } else {
      KeptTally kept = KeptTally.fromBytes(value);
      heapBytes += kept.tally().heapBytes();
      byNumber.put(Long.parseLong(number), kept);
    }
  }

  void add(long number, Tally tally, Now now) {
    KeptTally kept = byNumber.get(number);
    if (kept == null) {
      boolean hasGone = surplus == Surplus.LOWEST ? number <= floor : tally.scored() == 0;
      if (hasGone) {
        return;
      }
      kept = new KeptTally();
      byNumber.put(number, kept);
    } else {
      heapBytes -= kept.tally().heapBytes();
    }
    kept.add(tally, now.arrivals());
    heapBytes += kept.tally().heapBytes();
    put(number, kept);
    while (byNumber.size() > limit.tallies()
        || (heapBytes > limit.bytes() && byNumber.size() > 1)) {
      dropSurplus(number, now);
    }
  }

  private void dropSurplus(long added, Now now) {
    if (surplus == Surplus.LEAST_TRAFFIC) {
      byNumber.entrySet().stream()
          .filter(entry -> entry.getKey() != added)
          .min(Comparator.comparingDouble(e -> e.getValue().traffic().lately(now.arrivals())))
          .ifPresent(least -> remove(least.getKey()));
    } else if (byNumber.lastKey() > now.latest()) {
      remove(byNumber.lastKey());
    } else {
      floor = byNumber.firstKey();
      remove(floor);
      store.put(key(FLOOR), ByteBuffer.allocate(Long.BYTES).putLong(0, floor).array());
    }
  }

  private void remove(long number) {
    heapBytes -= byNumber.remove(number).tally().heapBytes();
    store.delete(key(Long.toString(number)));
  }

  /** The highest number; -1 when there is none. */
  long highest() {
    return byNumber.isEmpty() ? floor : byNumber.lastKey();
  }

  /** The traffic of the only one there is. */
  Traffic traffic() {
    return byNumber.isEmpty() ? Traffic.NONE : byNumber.firstEntry().getValue().traffic();
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
    heapBytes = 0;
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
