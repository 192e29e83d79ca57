package dev.thalweg.monitor;

import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.streams.processor.TimestampExtractor;

/**
 * The record's own time, never negative: Streams drops a record whose timestamp is, and a producer
 * may send -1. A broker refuses times more than an hour ahead (message.timestamp.after.max.ms), so
 * no single record can end the retention of all others.
 */
final class EventTimestamp implements TimestampExtractor {
  @Override
  public long extract(ConsumerRecord<Object, Object> record, long partitionTime) {
    return Math.max(0, record.timestamp());
  }
}
