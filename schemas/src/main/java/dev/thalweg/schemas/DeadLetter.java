package dev.thalweg.schemas;

import static java.nio.charset.StandardCharsets.UTF_8;

import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;

/**
 * A refused record on its way to dead-letters: its own bytes, and where and why it was refused.
 *
 * @param origin where it stood; its text is the dead letter's key, by which readers drop repeats
 * @param originalKey the refused record's key, or null
 * @param value the refused record's bytes, unchanged; null for a tombstone
 * @param error why it was refused, in one sentence
 */
@SuppressWarnings("ArrayRecordComponent") // carries bytes through; never compared
public record DeadLetter(RecordOrigin origin, byte[] originalKey, byte[] value, String error) {
  public static final String TOPIC_HEADER = "topic";
  public static final String PARTITION_HEADER = "partition";
  public static final String OFFSET_HEADER = "offset";
  public static final String ERROR_HEADER = "error";
  public static final String KEY_HEADER = "key";

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
    return headers;
  }

  /** The record to produce. */
  public ProducerRecord<byte[], byte[]> toRecord(Pipeline pipeline) {
    return new ProducerRecord<>(
        pipeline.topic(PipelineTopic.DEAD_LETTERS), null, null, key(), value, headers());
  }
}
