package dev.thalweg.trainer.topology;

import dev.thalweg.topics.EventTime;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.streams.processor.TimestampExtractor;

/**
 * The sample's own time where it can be right, else the present. Streams drops a record whose time
 * is below 0, and gives its time to what it writes to the state's changelog, where a broker refuses
 * times that are an hour ahead. Order is by offset alone, so the value itself decides nothing.
 */
final class SampleTimestamp implements TimestampExtractor {
  private final EventTime times;

  SampleTimestamp(EventTime times) {
    this.times = times;
  }

  @Override
  public long extract(ConsumerRecord<Object, Object> record, long partitionTime) {
    return times.of(record.timestamp());
  }
}
