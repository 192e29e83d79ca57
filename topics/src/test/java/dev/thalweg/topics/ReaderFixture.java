package dev.thalweg.topics;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.thalweg.schemas.AvroSerializer;
import dev.thalweg.schemas.LearnerDirective;
import dev.thalweg.schemas.Pipeline;
import dev.thalweg.schemas.PipelineTopic;
import dev.thalweg.schemas.SchemaRegistry;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.clients.consumer.OffsetAndTimestamp;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;

/** A topic with one partition in a MockConsumer. */
public final class ReaderFixture {
  public static final Pipeline PIPELINE = new Pipeline("digits");
  public static final Instant AT = Instant.parse("2026-01-01T12:00:00.250Z");

  public final TimedConsumer consumer = new TimedConsumer();
  public final SchemaRegistry registry = SchemaRegistry.inMemory();
  private final PipelineTopic topic;
  private final AvroSerializer<SpecificRecord> serializer = new AvroSerializer<>(registry);
  private long offset;

  public ReaderFixture(PipelineTopic topic) {
    this.topic = topic;
    Node node = new Node(1, "localhost", 9092);
    Node[] nodes = {node};
    consumer.updatePartitions(name(), List.of(new PartitionInfo(name(), 0, node, nodes, nodes)));
    consumer.updateBeginningOffsets(Map.of(new TopicPartition(name(), 0), 0L));
    consumer.updateEndOffsets(Map.of(new TopicPartition(name(), 0), 0L));
  }

  /** A MockConsumer that also answers for times, which the library's does not. */
  public static final class TimedConsumer extends MockConsumer<byte[], byte[]> {
    public final Map<TopicPartition, Long> askedMs = new HashMap<>();

    /** Below 0 for none. */
    public long answer;

    public volatile boolean positionIsUnknown;

    /** As after an outage, until the broker has said that the offset still holds. */
    @Override
    public synchronized long position(TopicPartition partition) {
      if (positionIsUnknown) {
        throw new TimeoutException("the position could not be determined");
      }
      return super.position(partition);
    }

    TimedConsumer() {
      super("earliest");
    }

    @Override
    public synchronized Map<TopicPartition, OffsetAndTimestamp> offsetsForTimes(
        Map<TopicPartition, Long> times) {
      askedMs.putAll(times);
      Map<TopicPartition, OffsetAndTimestamp> offsets = new HashMap<>();
      times.forEach(
          (p, time) -> offsets.put(p, answer < 0 ? null : new OffsetAndTimestamp(answer, time)));
      return offsets;
    }
  }

  public String name() {
    return PIPELINE.topic(topic);
  }

  public TopicReader open() {
    return new TopicReader(consumer, registry, PIPELINE, topic);
  }

  /** Lets these values come with the next poll. */
  public void comes(String key, SpecificRecord... values) {
    consumer.schedulePollTask(
        () -> {
          for (SpecificRecord value : values) {
            consumer.addRecord(raw(key, serializer.serialize(name(), value), new RecordHeaders()));
          }
        });
  }

  /** Lets this value come with the next poll, of that time. */
  public void comesAt(long timestampMs, SpecificRecord value) {
    consumer.schedulePollTask(
        () ->
            consumer.addRecord(
                raw("k", serializer.serialize(name(), value), new RecordHeaders(), timestampMs)));
  }

  /** Lets this value come with the next poll. */
  public void comes(String key, byte[] value, Headers headers) {
    consumer.schedulePollTask(() -> consumer.addRecord(raw(key, value, headers)));
  }

  private ConsumerRecord<byte[], byte[]> raw(String key, byte[] value, Headers headers) {
    return raw(key, value, headers, AT.toEpochMilli());
  }

  private ConsumerRecord<byte[], byte[]> raw(
      String key, byte[] value, Headers headers, long timestampMs) {
    return new ConsumerRecord<>(
        name(),
        0,
        offset++,
        timestampMs,
        TimestampType.CREATE_TIME,
        key == null ? 0 : key.length(),
        value == null ? 0 : value.length,
        key == null ? null : key.getBytes(UTF_8),
        value,
        headers,
        Optional.empty());
  }

  /** A record as the reader would hand it over. */
  public TopicRecord read(String key, SpecificRecord value) {
    byte[] bytes = serializer.serialize(name(), value);
    return TopicRecord.of(topic, raw(key, bytes, new RecordHeaders()), value);
  }

  public TopicRecord readRaw(String key, byte[] value, Headers headers, String error) {
    return new TopicRecord(topic, raw(key, value, headers), null, error, Optional.empty());
  }

  public TopicRecord readDirective(String key, LearnerDirective directive) {
    ConsumerRecord<byte[], byte[]> raw = raw(key, null, directive.headers());
    return new TopicRecord(topic, raw, null, null, Optional.of(directive));
  }
}
