package dev.thalweg.ingest.join;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;

/**
 * The ids that wait, in the order of their times. The store holds everything; the order is on the
 * heap, built from the store at the start.
 */
final class Waiting {
  /** The time that they wait is given up in this many portions. */
  private static final int BUCKETS = 128;

  /** Of an entry in the store, and in the order, besides the bytes of its id and value. */
  private static final int ENTRY_BYTES = 200;

  /** Most ids. */
  static final int IDS_MAX = 1_000_000;

  private final KeyValueStore<String, byte[]> store;
  private final long withinMs;
  private final long bucketMs;
  private final long bytesMax;
  private final TreeMap<Long, ArrayDeque<String>> idsByBucket = new TreeMap<>();
  private long bytes;
  private int size;

  Waiting(KeyValueStore<String, byte[]> store, Duration within, long bytesMax) {
    this.store = store;
    this.bytesMax = bytesMax;
    withinMs = within.toMillis();
    bucketMs = Math.max(1, withinMs / BUCKETS);
    try (KeyValueIterator<String, byte[]> all = store.all()) {
      while (all.hasNext()) {
        KeyValue<String, byte[]> one = all.next();
        file(one.key, Held.fromBytes(one.key, one.value).timeMs(), one.value.length);
      }
    }
  }

  int size() {
    return size;
  }

  /** What is known of an id; null when nothing is. */
  Held get(String id) {
    byte[] value = store.get(id);
    return value == null ? null : Held.fromBytes(id, value);
  }

  /** Keeps something new of an id that nothing was known of. */
  void add(String id, Held held) {
    byte[] value = held.toBytes();
    store.put(id, value);
    file(id, held.timeMs(), value.length);
  }

  /** Keeps more of an id; where that is later, it is put in order when its turn comes. */
  void replace(String id, Held before, Held held) {
    byte[] value = held.toBytes();
    store.put(id, value);
    bytes += value.length - before.toBytes().length;
  }

  /** Is told of what is given up. */
  interface GivenUp {
    /**
     * An id is forgotten.
     *
     * @param early whether that was before its time, to bound memory
     */
    void givenUp(String id, Held held, boolean early);
  }

  /** Drops what has waited for long enough, or is too much, the oldest first, and hands it over. */
  void giveUp(long nowMs, GivenUp receiver) {
    long over = bucket(nowMs - withinMs);
    while (size > 0 && (isFull() || idsByBucket.firstKey() < over)) {
      Map.Entry<Long, ArrayDeque<String>> oldest = idsByBucket.firstEntry();
      String id = oldest.getValue().poll();
      if (oldest.getValue().isEmpty()) {
        idsByBucket.remove(oldest.getKey());
      }
      Held held = get(id);
      if (bucket(held.timeMs()) > oldest.getKey()) {
        order(id, held.timeMs());
        continue;
      }
      store.delete(id);
      size--;
      bytes -= cost(id, held.toBytes().length);
      receiver.givenUp(id, held, oldest.getKey() >= over);
    }
  }

  private boolean isFull() {
    return size > IDS_MAX || bytes > bytesMax;
  }

  private void file(String id, long timeMs, int valueBytes) {
    order(id, timeMs);
    size++;
    bytes += cost(id, valueBytes);
  }

  private void order(String id, long timeMs) {
    idsByBucket.computeIfAbsent(bucket(timeMs), b -> new ArrayDeque<>()).add(id);
  }

  private static long cost(String id, int valueBytes) {
    return ENTRY_BYTES + 2L * id.length() + valueBytes;
  }

  private long bucket(long timeMs) {
    return Math.floorDiv(timeMs, bucketMs);
  }
}
