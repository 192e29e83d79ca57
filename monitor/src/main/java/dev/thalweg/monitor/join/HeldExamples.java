package dev.thalweg.monitor.join;

import dev.thalweg.monitor.accuracy.AccuracyConfig;
import java.util.ArrayDeque;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;

/**
 * The images of one partition that wait for a label or a prediction, or that are done and kept so
 * that a repeat is known as one. Bounded in time, number and bytes.
 *
 * <p>The store holds everything. The order by age is on the heap, built from the store at the
 * start: each id once, in the bucket of its age when it was filed; it is filed anew only when its
 * turn comes and it has been heard of since, so that a record costs no second look-up.
 */
public final class HeldExamples {
  /** A retention is given up in this many portions. */
  private static final int BUCKETS = 128;

  /** Of an entry in the store, and in the order by age, besides the bytes of its id and value. */
  private static final int ENTRY_BYTES = 200;

  private final KeyValueStore<String, byte[]> store;
  private final long retentionMs;
  private final long bucketMs;
  private final int imagesMax;
  private final long bytesMax;
  private final TreeMap<Long, ArrayDeque<String>> idsByBucket = new TreeMap<>();
  private OptionalLong newestMs = OptionalLong.empty();
  private int size;
  private long bytes;

  /** What an image's entry in the store says, and how long that is. */
  record Stored(HeldExample image, int valueBytes) {}

  public HeldExamples(KeyValueStore<String, byte[]> store, AccuracyConfig config) {
    this.store = store;
    this.retentionMs = config.retention().toMillis();
    this.bucketMs = Math.max(1, retentionMs / BUCKETS);
    this.imagesMax = config.heldExamplesMax();
    this.bytesMax = config.heldBytesMax();
    try (KeyValueIterator<String, byte[]> all = store.all()) {
      while (all.hasNext()) {
        KeyValue<String, byte[]> held = all.next();
        long heardAtMs = HeldExample.fromBytes(held.value).heardAtMs();
        file(held.key, bucket(heardAtMs));
        size++;
        bytes += cost(held.key, held.value.length);
        newestMs = OptionalLong.of(Math.max(heardAtMs, newestMs.orElse(heardAtMs)));
      }
    }
  }

  public int size() {
    return size;
  }

  /** What they take, about. */
  public long bytes() {
    return bytes;
  }

  /** Of what was held at the start, when the last was heard; empty where nothing was. */
  OptionalLong newestMs() {
    return newestMs;
  }

  /** What is known of an image, expired or not; null when nothing is. */
  Stored get(String id) {
    byte[] value = store.get(id);
    return value == null ? null : new Stored(HeldExample.fromBytes(value), value.length);
  }

  boolean isExpired(HeldExample image, long nowMs) {
    return image.heardAtMs() < nowMs - retentionMs;
  }

  /**
   * Keeps what is known of an image.
   *
   * @param before what was known of it, or null
   */
  void put(String id, HeldExample image, Stored before) {
    byte[] value = image.toBytes();
    store.put(id, value);
    bytes += cost(id, value.length);
    if (before == null) {
      file(id, bucket(image.heardAtMs()));
      size++;
    } else {
      bytes -= cost(id, before.valueBytes());
    }
  }

  /** Drops what is too old or too much, and hands it over. */
  void giveUp(long nowMs, Consumer<HeldExample> givenUp) {
    long expired = bucket(nowMs - retentionMs);
    while (size > 0 && (size > imagesMax || bytes > bytesMax || idsByBucket.firstKey() < expired)) {
      Map.Entry<Long, ArrayDeque<String>> oldest = idsByBucket.firstEntry();
      String id = oldest.getValue().poll();
      if (oldest.getValue().isEmpty()) {
        idsByBucket.remove(oldest.getKey());
      }
      Stored stored = get(id);
      long bucket = bucket(stored.image().heardAtMs());
      if (bucket > oldest.getKey()) {
        file(id, bucket);
      } else {
        store.delete(id);
        size--;
        bytes -= cost(id, stored.valueBytes());
        givenUp.accept(stored.image());
      }
    }
  }

  private static long cost(String id, int valueBytes) {
    return ENTRY_BYTES + 2L * id.length() + valueBytes;
  }

  private void file(String id, long bucket) {
    idsByBucket.computeIfAbsent(bucket, b -> new ArrayDeque<>()).add(id);
  }

  private long bucket(long timeMs) {
    return Math.floorDiv(timeMs, bucketMs);
  }
}
