package dev.thalweg.monitor.join;

import dev.thalweg.monitor.accuracy.AccuracyConfig;
import java.util.ArrayDeque;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;

/**
 * The images of one partition that wait for a label or a prediction, or that are done and kept so
 * that a repeat is known as one. Bounded in time and number.
 *
 * <p>The store holds everything. The order by age is on the heap, built from the store at the
 * start: each id once, in the bucket of its age when it was filed; it is filed anew only when its
 * turn comes and it has been heard of since, so that a record costs no second look-up.
 */
public final class HeldExamples {
  /** A retention is given up in this many portions. */
  private static final int BUCKETS = 128;

  private final KeyValueStore<String, byte[]> store;
  private final long retentionMs;
  private final long bucketMs;
  private final int imagesMax;
  private final TreeMap<Long, ArrayDeque<String>> idsByBucket = new TreeMap<>();
  private int size;

  public HeldExamples(KeyValueStore<String, byte[]> store, AccuracyConfig config) {
    this.store = store;
    this.retentionMs = config.retention().toMillis();
    this.bucketMs = Math.max(1, retentionMs / BUCKETS);
    this.imagesMax = config.heldExamplesMax();
    try (KeyValueIterator<String, byte[]> all = store.all()) {
      while (all.hasNext()) {
        KeyValue<String, byte[]> held = all.next();
        file(held.key, bucket(HeldExample.fromBytes(held.value).heardAtMs()));
        size++;
      }
    }
  }

  public int size() {
    return size;
  }

  /** What is known of an image, expired or not; null when nothing is. */
  HeldExample get(String id) {
    byte[] bytes = store.get(id);
    return bytes == null ? null : HeldExample.fromBytes(bytes);
  }

  boolean isExpired(HeldExample image, long streamTimeMs) {
    return image.heardAtMs() < streamTimeMs - retentionMs;
  }

  /** Keeps what is known of an image. */
  void put(String id, HeldExample image, boolean isNew) {
    store.put(id, image.toBytes());
    if (isNew) {
      file(id, bucket(image.heardAtMs()));
      size++;
    }
  }

  /** Drops what is too old or too much, and hands it over. */
  void giveUp(long streamTimeMs, Consumer<HeldExample> givenUp) {
    long expired = bucket(streamTimeMs - retentionMs);
    while (size > 0 && (size > imagesMax || idsByBucket.firstKey() < expired)) {
      Map.Entry<Long, ArrayDeque<String>> oldest = idsByBucket.firstEntry();
      String id = oldest.getValue().poll();
      if (oldest.getValue().isEmpty()) {
        idsByBucket.remove(oldest.getKey());
      }
      HeldExample image = HeldExample.fromBytes(store.get(id));
      long bucket = bucket(image.heardAtMs());
      if (bucket > oldest.getKey()) {
        file(id, bucket);
      } else {
        store.delete(id);
        size--;
        givenUp.accept(image);
      }
    }
  }

  private void file(String id, long bucket) {
    idsByBucket.computeIfAbsent(bucket, b -> new ArrayDeque<>()).add(id);
  }

  private long bucket(long timeMs) {
    return Math.floorDiv(timeMs, bucketMs);
  }
}
