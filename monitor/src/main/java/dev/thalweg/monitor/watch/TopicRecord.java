package dev.thalweg.monitor.watch;

import dev.thalweg.schemas.PipelineTopic;
import dev.thalweg.schemas.RecordOrigin;
import java.time.Instant;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * A record as it was read.
 *
 * @param raw what Kafka gave
 * @param value the decoded value; null when the topic holds raw bytes or the value is unreadable
 * @param error why the value is unreadable; null when it is not
 */
record TopicRecord(
    PipelineTopic topic, ConsumerRecord<byte[], byte[]> raw, SpecificRecord value, String error) {

  boolean isUnreadable() {
    return error != null;
  }

  RecordOrigin origin() {
    return new RecordOrigin(raw.topic(), raw.partition(), raw.offset());
  }

  Instant writtenAt() {
    return Instant.ofEpochMilli(Math.max(0, raw.timestamp()));
  }

  int valueBytes() {
    return raw.value() == null ? 0 : raw.value().length;
  }
}
