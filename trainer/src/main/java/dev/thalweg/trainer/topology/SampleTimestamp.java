package dev.thalweg.trainer.topology;

import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.streams.processor.TimestampExtractor;

/**
 * Never negative: Streams drops a record whose timestamp is, and a producer may send -1. Order is
 * by offset alone, so the value itself decides nothing.
 */
final class SampleTimestamp implements TimestampExtractor {
  @Override
  public long extract(ConsumerRecord<Object, Object> record, long partitionTime) {
    return Math.max(0, record.timestamp());
  }
}
