package dev.thalweg.streams;

import dev.thalweg.topics.EventTime;
import java.time.Duration;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.streams.processor.TimestampExtractor;

/**
 * The record's own time where it can be right, else the present. So no record moves the time of a
 * task beyond the present, none is dropped for a time below 0, and the broker takes what Streams
 * writes with it: it refuses times that are an hour ahead (message.timestamp.after.max.ms).
 */
public final class EventTimestamp implements TimestampExtractor {
  private final EventTime times;
  private final Duration ageMax;
  private final Runnable bounded;

  /**
   * @param ageMax what is older has a wrong time
   * @param bounded is told of each time that is replaced
   */
  public EventTimestamp(EventTime times, Duration ageMax, Runnable bounded) {
    this.times = times;
    this.ageMax = ageMax;
    this.bounded = bounded;
  }

  @Override
  public long extract(ConsumerRecord<Object, Object> record, long partitionTime) {
    long timeMs = times.of(record.timestamp(), ageMax);
    if (timeMs != record.timestamp()) {
      bounded.run();
    }
    return timeMs;
  }
}
