package dev.thalweg.topics;

import dev.thalweg.schemas.DeadLetter;
import dev.thalweg.schemas.Pipeline;
import dev.thalweg.schemas.PipelineTopic;
import dev.thalweg.schemas.RecordOrigin;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * The way of a refused record to dead-letters. A record of a compressed batch can be many times
 * larger than any topic's limit; one that does not fit goes without its bytes, because a letter
 * that can't be sent would stop the service at this record for ever.
 */
public final class RefusedRecord {
  private static final int KEY_BYTES_MAX = 16 * 1024;
  private static final int ERROR_CHARS_MAX = 1_000;
  private static final int VALUE_BYTES_MAX = PipelineTopic.MAX_MESSAGE_BYTES - 4 * KEY_BYTES_MAX;

  private RefusedRecord() {}

  public static RecordOrigin origin(ConsumerRecord<byte[], byte[]> record) {
    return new RecordOrigin(record.topic(), record.partition(), record.offset());
  }

  public static ProducerRecord<byte[], byte[]> letter(
      ConsumerRecord<byte[], byte[]> record, String error, Pipeline pipeline) {
    String reason = shortened(error);
    byte[] value = record.value();
    if (value != null && value.length > VALUE_BYTES_MAX) {
      reason += " Its %d bytes are more than fit here.".formatted(value.length);
      value = null;
    }
    byte[] key = record.key();
    if (key != null && key.length > KEY_BYTES_MAX) {
      key = null;
    }
    return new DeadLetter(origin(record), key, value, reason).toRecord(pipeline);
  }

  public static String shortened(String error) {
    return error.length() <= ERROR_CHARS_MAX ? error : error.substring(0, ERROR_CHARS_MAX) + "...";
  }
}
