package dev.thalweg.topics;

import dev.thalweg.schemas.LearnerDirective;
import dev.thalweg.schemas.PipelineTopic;
import dev.thalweg.schemas.RecordOrigin;
import java.time.Instant;
import java.util.Optional;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * A record as it was read.
 *
 * @param raw what Kafka gave
 * @param value the decoded value; null when the topic holds raw bytes, the value is unreadable, or
 *     the record is a directive
 * @param error why the value is unreadable; null when it is not
 * @param directive of samples: the command to the learner that it is
 */
public record TopicRecord(
    PipelineTopic topic,
    ConsumerRecord<byte[], byte[]> raw,
    SpecificRecord value,
    String error,
    Optional<LearnerDirective> directive) {

  static TopicRecord of(
      PipelineTopic topic, ConsumerRecord<byte[], byte[]> raw, SpecificRecord value) {
    return new TopicRecord(topic, raw, value, null, Optional.empty());
  }

  static TopicRecord unreadable(
      PipelineTopic topic, ConsumerRecord<byte[], byte[]> raw, String error) {
    return new TopicRecord(topic, raw, null, error, Optional.empty());
  }

  public boolean isUnreadable() {
    return error != null;
  }

  public RecordOrigin origin() {
    return new RecordOrigin(raw.topic(), raw.partition(), raw.offset());
  }

  public Instant writtenAt() {
    return Instant.ofEpochMilli(Math.max(0, raw.timestamp()));
  }

  public int valueBytes() {
    return raw.value() == null ? 0 : raw.value().length;
  }
}
