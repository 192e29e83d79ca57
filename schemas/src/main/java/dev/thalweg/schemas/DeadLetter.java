package dev.thalweg.schemas;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.thalweg.schemas.text.Shown;
import java.util.Arrays;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;

/**
 * A refused record on its way to dead-letters: its own bytes, and where and why it was refused.
 *
 * <p>A record of a compressed batch can be many times larger than what its topic lets in. So a
 * letter holds no more than the first {@value #VALUE_BYTES_MAX} bytes of its value and the first
 * {@value #KEY_BYTES_MAX} of its key, and says how many there were: one that could not be sent
 * would stop its service at this record for ever.
 */
public final class DeadLetter {
  public static final String TOPIC_HEADER = "topic";
  public static final String PARTITION_HEADER = "partition";
  public static final String OFFSET_HEADER = "offset";
  public static final String ERROR_HEADER = "error";
  public static final String KEY_HEADER = "key";

  /** How many bytes the key had, where it was cut. */
  public static final String KEY_BYTES_HEADER = "key-bytes";

  /** How many bytes the value had, where it was cut. */
  public static final String VALUE_BYTES_HEADER = "value-bytes";

  /** More than a batch can have that a broker takes uncompressed, unless it is set otherwise. */
  public static final int VALUE_BYTES_MAX = 1 << 20;

  public static final int KEY_BYTES_MAX = 16 << 10;

  private static final int ERROR_CHARS_MAX = 1_000; // at most 3 bytes each

  private final RecordOrigin origin;
  private final byte[] originalKey;
  private final int keyBytes;
  private final byte[] value;
  private final int valueBytes;
  private final String error;

  /**
   * A letter of what there is room for.
   *
   * @param origin where it stood; its text is the dead letter's key, by which readers drop repeats
   * @param originalKey the refused record's key, or null
   * @param value the refused record's bytes; null for a tombstone
   * @param error why it was refused, in one sentence
   */
  public DeadLetter(RecordOrigin origin, byte[] originalKey, byte[] value, String error) {
    this.origin = origin;
    this.originalKey = first(originalKey, KEY_BYTES_MAX);
    this.keyBytes = originalKey == null ? 0 : originalKey.length;
    this.value = first(value, VALUE_BYTES_MAX);
    this.valueBytes = value == null ? 0 : value.length;
    this.error = Shown.text(error, ERROR_CHARS_MAX);
  }

  private static byte[] first(byte[] bytes, int bytesMax) {
    return bytes == null || bytes.length <= bytesMax ? bytes : Arrays.copyOf(bytes, bytesMax);
  }

  public RecordOrigin origin() {
    return origin;
  }

  /** The refused record's bytes, or the first of them; null for a tombstone. */
  public byte[] value() {
    return value;
  }

  public String error() {
    return error;
  }

  /** The key of the record in dead-letters. */
  public byte[] key() {
    return origin.toString().getBytes(UTF_8);
  }

  /** The headers of the record in dead-letters, as UTF-8 text but for the original key. */
  public Headers headers() {
    RecordHeaders headers = new RecordHeaders();
    headers.add(TOPIC_HEADER, origin.topic().getBytes(UTF_8));
    headers.add(PARTITION_HEADER, Integer.toString(origin.partition()).getBytes(UTF_8));
    headers.add(OFFSET_HEADER, Long.toString(origin.offset()).getBytes(UTF_8));
    headers.add(ERROR_HEADER, error.getBytes(UTF_8));
    if (originalKey != null) {
      headers.add(KEY_HEADER, originalKey);
    }
    if (keyBytes > KEY_BYTES_MAX) {
      headers.add(KEY_BYTES_HEADER, Integer.toString(keyBytes).getBytes(UTF_8));
    }
    if (valueBytes > VALUE_BYTES_MAX) {
      headers.add(VALUE_BYTES_HEADER, Integer.toString(valueBytes).getBytes(UTF_8));
    }
    return headers;
  }

  /** The record to produce. */
  public ProducerRecord<byte[], byte[]> toRecord(Pipeline pipeline) {
    return new ProducerRecord<>(
        pipeline.topic(PipelineTopic.DEAD_LETTERS), null, null, key(), value, headers());
  }
}
