package dev.thalweg.topics;

import dev.thalweg.schemas.DeadLetter;
import dev.thalweg.schemas.Pipeline;
import dev.thalweg.schemas.RecordOrigin;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;

/** The way of a refused record to dead-letters. */
public final class RefusedRecord {
  private RefusedRecord() {}

  public static RecordOrigin origin(ConsumerRecord<byte[], byte[]> record) {
    return new RecordOrigin(record.topic(), record.partition(), record.offset());
  }

  public static ProducerRecord<byte[], byte[]> letter(
      ConsumerRecord<byte[], byte[]> record, String error, Pipeline pipeline) {
    return new DeadLetter(origin(record), record.key(), record.value(), error).toRecord(pipeline);
  }
}
