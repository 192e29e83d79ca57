package dev.thalweg.trainer.log;

import dev.thalweg.schemas.Connection;
import dev.thalweg.schemas.Pipeline;
import dev.thalweg.schemas.PipelineTopic;
import dev.thalweg.schemas.UserException;
import dev.thalweg.topics.EventTime;
import dev.thalweg.topics.KafkaClients;
import dev.thalweg.topics.bounded.BoundedRead;
import dev.thalweg.topics.bounded.StalledReadException;
import dev.thalweg.topics.bounded.TimeSearch;
import dev.thalweg.topics.stepping.OffsetRange;
import dev.thalweg.topics.stepping.SkippedOffsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.DescribeTopicsOptions;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.consumer.OffsetAndTimestamp;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.apache.kafka.streams.errors.StreamsException;

/** Reads samples back from the broker, apart from the consumer of Kafka Streams. */
public final class KafkaSampleLog implements SampleLog {
  private static final int ASK_MS_MAX = 60_000; // as the consumer takes for its questions
  private static final int ASK_AGAIN_MS_MAX = 2_000;

  private final Admin admin;
  private final Consumer<byte[], byte[]> consumer;
  private final BoundedRead bounded;
  private final TopicPartition partition;
  private final String topicId;
  private final List<OffsetRange> skipped;

  /**
   * A reader of one partition; the caller closes it.
   *
   * @param group the trainer's consumer group; it is asked for its offsets, never joined
   */
  public KafkaSampleLog(Connection connection, Pipeline pipeline, String group, int partition) {
    this(connection, pipeline, Map.of("group.id", group), partition);
  }

  /** A log that knows of no group. */
  static KafkaSampleLog withoutGroup(Connection connection, Pipeline pipeline, int partition) {
    return new KafkaSampleLog(connection, pipeline, Map.of(), partition);
  }

  private KafkaSampleLog(
      Connection connection, Pipeline pipeline, Map<String, String> group, int partition) {
    this.partition = new TopicPartition(pipeline.topic(PipelineTopic.SAMPLES), partition);
    this.admin = connection.openAdmin();
    this.topicId = askForTopicId();
    this.skipped = SkippedOffsets.recorded(connection).of(this.partition);
    // Read committed: it also waits for undecided offsets (KIP-447).
    Map<String, Object> config = KafkaClients.reading(connection);
    config.putAll(group);
    config.put("auto.offset.reset", "none");
    config.put("max.partition.fetch.bytes", Integer.toString(4 << 20));
    config.put("max.poll.records", "4000");
    this.consumer = KafkaClients.consumer(connection, config);
    this.bounded = new BoundedRead(consumer, () -> false);
    consumer.assign(List.of(this.partition));
  }

  private String askForTopicId() {
    try {
      return topicId(ASK_MS_MAX);
    } catch (ExecutionException e) {
      admin.close(Duration.ZERO);
      if (e.getCause() instanceof UnknownTopicOrPartitionException) {
        throw gone(topic(), e);
      }
      throw new StreamsException("Can't ask for the id of topic " + topic(), e.getCause());
    }
  }

  private String topicId(int timeoutMs) throws ExecutionException {
    try {
      return admin
          .describeTopics(List.of(topic()), new DescribeTopicsOptions().timeoutMs(timeoutMs))
          .allTopicNames()
          .get()
          .get(topic())
          .topicId()
          .toString();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new StreamsException("Interrupted while asking for the id of topic " + topic(), e);
    }
  }

  private String topic() {
    return partition.topic();
  }

  @Override
  public String topicId() {
    return topicId;
  }

  @Override
  public boolean isMadeAgain() {
    try {
      return !topicId(ASK_AGAIN_MS_MAX).equals(topicId);
    } catch (ExecutionException e) {
      return false;
    }
  }

  @Override
  public long beginningOffset() {
    return consumer.beginningOffsets(List.of(partition)).get(partition);
  }

  @Override
  public long endOffset() {
    return consumer.endOffsets(List.of(partition)).get(partition);
  }

  @Override
  public OptionalLong committedOffset() {
    OffsetAndMetadata committed = consumer.committed(Set.of(partition)).get(partition);
    return committed == null ? OptionalLong.empty() : OptionalLong.of(committed.offset());
  }

  @Override
  public OptionalLong offsetAt(Instant time) {
    OffsetAndTimestamp first =
        consumer.offsetsForTimes(Map.of(partition, time.toEpochMilli())).get(partition);
    return first == null
        ? OptionalLong.empty()
        : new TimeSearch(this::stamped, EventTime.EARLIEST.toEpochMilli())
            .firstFrom(time.toEpochMilli(), first.offset(), endOffset());
  }

  private List<TimeSearch.Stamped> stamped(long from, long to) {
    List<TimeSearch.Stamped> stamped = new ArrayList<>();
    try {
      boolean unused =
          bounded.read(
              partition,
              from,
              to,
              record -> stamped.add(new TimeSearch.Stamped(record.offset(), record.timestamp())));
    } catch (StalledReadException e) {
      throw e.toUserException();
    }
    return stamped;
  }

  @Override
  public void wakeup() {
    consumer.wakeup();
  }

  @Override
  public boolean isSkipped(long offset) {
    for (OffsetRange range : skipped) { // asked for every record
      if (range.contains(offset)) {
        return true;
      }
    }
    return false;
  }

  @Override
  public void read(long from, long to, Reader reader) {
    long at = from;
    for (OffsetRange range : skipped) {
      if (range.to() > at && range.from() < to) {
        if (range.from() > at) {
          readStretch(at, range.from(), reader);
        }
        at = range.to();
      }
    }
    if (at < to) {
      readStretch(at, to, reader);
    }
  }

  private void readStretch(long from, long to, Reader reader) {
    try {
      boolean unused =
          bounded.read(
              partition,
              from,
              to,
              record ->
                  reader.accept(record.offset(), record.key(), record.value(), record.headers()));
    } catch (StalledReadException e) {
      throw e.toUserException();
    }
  }

  @Override
  public void close() {
    admin.close(Duration.ZERO);
    consumer.close(org.apache.kafka.clients.consumer.CloseOptions.timeout(Duration.ofSeconds(1)));
  }

  /** The topic that is learned from no longer exists. */
  public static UserException gone(String topic, Throwable cause) {
    return new UserException(
        "The topic %s is gone: use another --pipeline or --dir to begin anew.".formatted(topic),
        cause);
  }
}
