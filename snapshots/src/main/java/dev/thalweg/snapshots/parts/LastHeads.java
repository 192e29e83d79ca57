package dev.thalweg.snapshots.parts;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * Heads whose parts are not all there. As a rule the next snapshot of the slot has taken their
 * place, and compaction has only not come to the head yet: such a one is as good as gone. One that
 * is the last record of its key is damaged. Records may be told in any order.
 *
 * @param <T> what is known of a head
 */
public final class LastHeads<T> {
  private final Map<String, Long> last = new HashMap<>();
  private final Map<String, Head<T>> broken = new HashMap<>();

  private record Head<T>(long offset, T what) {}

  /** Takes note of any record under a key that is not a part's. */
  public void see(ConsumerRecord<byte[], byte[]> record) {
    last.merge(key(record), record.offset(), Math::max);
  }

  /** Takes note of a head without its parts. */
  public void putBroken(ConsumerRecord<byte[], byte[]> record, T what) {
    see(record);
    broken.merge(
        key(record),
        new Head<>(record.offset(), what),
        (one, other) -> one.offset() > other.offset() ? one : other);
  }

  /** Those that are the last record of their key. */
  public List<T> damaged() {
    return broken.entrySet().stream()
        .filter(entry -> last.get(entry.getKey()) == entry.getValue().offset())
        .map(entry -> entry.getValue().what())
        .toList();
  }

  private static String key(ConsumerRecord<byte[], byte[]> record) {
    return new String(record.key(), UTF_8);
  }
}
