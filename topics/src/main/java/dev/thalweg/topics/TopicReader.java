package dev.thalweg.topics;

import dev.thalweg.schemas.AvroDecoder;
import dev.thalweg.schemas.Connection;
import dev.thalweg.schemas.LearnerDirective;
import dev.thalweg.schemas.Pipeline;
import dev.thalweg.schemas.PipelineTopic;
import dev.thalweg.schemas.SchemaRegistry;
import dev.thalweg.schemas.UnreadableRecordException;
import dev.thalweg.schemas.UserException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetAndTimestamp;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.WakeupException;

/**
 * Reads one topic of a pipeline, all partitions, committed records only, without a group: it leaves
 * no trace in the cluster. Repeats are left out. Belongs to one thread, except for {@link
 * #wakeup()}.
 */
public final class TopicReader implements AutoCloseable {
  /** Without a group there is nothing to leave, and a fetch is held for half a second. */
  private static final Duration CLOSE_TIMEOUT = Duration.ZERO;

  private static final Duration POSITION_TIMEOUT = Duration.ofMillis(100);
  private static final Duration ANSWER = Duration.ofSeconds(8);

  private final Consumer<byte[], byte[]> consumer;
  private final SchemaRegistry registry;
  private final Pipeline pipeline;
  private final PipelineTopic topic;
  private final Optional<AvroDecoder<SpecificRecord>> decoder;
  private final RepeatFilter repeats;
  private final Map<TopicPartition, Long> ends = new HashMap<>();
  private final EventTime times = new EventTime(InstantSource.system());
  private final Map<TopicPartition, Times> timesByPartition = new HashMap<>();
  private long fromMs = Long.MIN_VALUE;
  private long untilMs = Long.MAX_VALUE;

  /**
   * When the records of a partition were written. One whose time can't be is taken to be as old as
   * the one before it.
   */
  private static final class Times {
    private final EventClock clock = new EventClock();
    private long lastMs = Long.MIN_VALUE;
    private int heard;

    void hear(long timestampMs) {
      lastMs = timestampMs;
      heard = Math.min(heard + 1, EventClock.VOICES);
      clock.hear(timestampMs);
    }

    /** Whether not only a single record says so. */
    boolean arePast(long momentMs) {
      return heard == EventClock.VOICES && clock.nowMs() >= momentMs;
    }
  }

  /** Takes over the consumer and the registry, and closes them. */
  TopicReader(
      Consumer<byte[], byte[]> consumer,
      SchemaRegistry registry,
      Pipeline pipeline,
      PipelineTopic topic) {
    this.consumer = consumer;
    this.registry = registry;
    this.pipeline = pipeline;
    this.topic = topic;
    this.decoder = topic.schema().map(schema -> AvroDecoder.of(registry, schema));
    this.repeats = new RepeatFilter(topic);
  }

  public static TopicReader open(Connection connection, Pipeline pipeline, PipelineTopic topic) {
    return new TopicReader(
        KafkaClients.aloneFromEarliest(connection, ANSWER),
        connection.openRegistry(),
        pipeline,
        topic);
  }

  /**
   * Fixes where the reading begins: what is written after this call is read.
   *
   * @throws UserException when the topic is not there or the broker does not answer
   */
  public void begin(Since since) {
    begin(since, Optional.empty());
  }

  /**
   * Fixes where the reading begins, and, before what was written from a moment on, where it ends.
   *
   * @param until not in the future, or {@link PointInTime#NOW}; empty for no end
   * @throws UserException when the topic is not there or the broker does not answer
   */
  public void begin(Since since, Optional<Instant> until) {
    try {
      List<PartitionInfo> infos = consumer.partitionsFor(pipeline.topic(topic));
      if (infos == null || infos.isEmpty()) {
        throw new UserException(
            "There is no topic %s: run \"thalweg topics create --pipeline %s\" first."
                .formatted(pipeline.topic(topic), pipeline.name()));
      }
      List<TopicPartition> partitions =
          infos.stream().map(i -> new TopicPartition(i.topic(), i.partition())).toList();
      consumer.assign(partitions);
      seek(partitions, since);
      until.ifPresent(at -> endAt(partitions, at));
      partitions.forEach(consumer::position); // seeking is lazy: now means now
    } catch (TimeoutException e) {
      throw new UserException(
          "The broker does not answer for topic %s: check that it runs and --bootstrap-server."
              .formatted(pipeline.topic(topic)),
          e);
    } catch (WakeupException e) {
      // Asked to stop before it began.
    } catch (KafkaException e) {
      throw refused(e);
    }
  }

  private void seek(List<TopicPartition> partitions, Since since) {
    if (since.isBeginning()) {
      consumer.seekToBeginning(partitions);
      return;
    }
    if (since.isCounted()) {
      seekBack(partitions, since.recordsMax());
      return;
    }
    offsetsAt(partitions, since.from()).forEach(consumer::seek);
    if (!since.from().equals(PointInTime.NOW)) {
      fromMs = since.from().toEpochMilli();
    }
  }

  /**
   * The broker's answer to a time is where the first record of it stands, which can be one whose
   * clock was ahead: so it is read to the end, or to where most records are later.
   */
  private void endAt(List<TopicPartition> partitions, Instant at) {
    ends.putAll(consumer.endOffsets(partitions));
    if (!at.equals(PointInTime.NOW)) {
      untilMs = at.toEpochMilli();
    }
  }

  /**
   * Of each partition the first record from this moment on, or its end where there is none. Behind
   * it may stand earlier ones, if its clock was ahead; those are left out when they come.
   */
  private Map<TopicPartition, Long> offsetsAt(List<TopicPartition> partitions, Instant at) {
    Map<TopicPartition, Long> offsets = new HashMap<>(consumer.endOffsets(partitions));
    if (at.equals(PointInTime.NOW)) {
      return offsets;
    }
    long atMs = at.isBefore(Instant.EPOCH) ? 0 : at.toEpochMilli();
    Map<TopicPartition, Long> times = new HashMap<>();
    partitions.forEach(partition -> times.put(partition, atMs));
    for (Map.Entry<TopicPartition, OffsetAndTimestamp> found :
        consumer.offsetsForTimes(times).entrySet()) {
      if (found.getValue() != null) {
        offsets.merge(found.getKey(), found.getValue().offset(), Math::min);
      }
    }
    return offsets;
  }

  /** Whether everything was read that is before the end that was given. */
  public boolean isAtEnd() {
    try {
      return !ends.isEmpty()
          && ends.entrySet().stream()
              .allMatch(
                  end ->
                      isPastEnd(end.getKey())
                          || consumer.position(end.getKey(), POSITION_TIMEOUT) >= end.getValue());
    } catch (TimeoutException | WakeupException e) {
      return false;
    }
  }

  private boolean isPastEnd(TopicPartition partition) {
    Times known = timesByPartition.get(partition);
    return known != null && known.arePast(untilMs);
  }

  private void seekBack(List<TopicPartition> partitions, long records) {
    Map<TopicPartition, Long> beginnings = consumer.beginningOffsets(partitions);
    Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
    partitions.forEach(p -> consumer.seek(p, Math.max(beginnings.get(p), ends.get(p) - records)));
  }

  /** The next records; none when none came in time or {@link #wakeup()} was called. */
  public List<TopicRecord> poll(Duration timeout) {
    List<TopicRecord> read = new ArrayList<>();
    try {
      for (ConsumerRecord<byte[], byte[]> raw : consumer.poll(timeout)) {
        TopicPartition partition = new TopicPartition(raw.topic(), raw.partition());
        if (raw.offset() < ends.getOrDefault(partition, Long.MAX_VALUE)
            && isAsked(raw, partition)) {
          TopicRecord record = decode(raw);
          if (!repeats.isRepeat(record)) {
            read.add(record);
          }
        }
      }
    } catch (WakeupException e) {
      // The caller asked for it.
    } catch (KafkaException e) {
      throw refused(e);
    }
    return read;
  }

  /** Whether it was written in the time that was asked for. */
  private boolean isAsked(ConsumerRecord<byte[], byte[]> raw, TopicPartition partition) {
    if (fromMs == Long.MIN_VALUE && untilMs == Long.MAX_VALUE) {
      return true;
    }
    Times known = timesByPartition.computeIfAbsent(partition, p -> new Times());
    if (times.isPossible(raw.timestamp())) {
      known.hear(raw.timestamp());
    } else if (known.lastMs == Long.MIN_VALUE) {
      return true;
    }
    return known.lastMs >= fromMs && known.lastMs < untilMs;
  }

  private TopicRecord decode(ConsumerRecord<byte[], byte[]> raw) {
    if (decoder.isEmpty()) {
      return TopicRecord.of(topic, raw, null);
    }
    try {
      if (topic == PipelineTopic.SAMPLES) {
        Optional<LearnerDirective> directive = LearnerDirective.in(raw.headers(), raw.value());
        if (directive.isPresent()) {
          return new TopicRecord(topic, raw, null, null, directive);
        }
      }
      return TopicRecord.of(topic, raw, decoder.get().decode(raw.value()));
    } catch (UnreadableRecordException e) {
      return TopicRecord.unreadable(topic, raw, e.getMessage());
    }
  }

  /**
   * The sum of the offsets that are to be read next, over the partitions; empty while the broker
   * does not say whether they still hold, as after it was away.
   */
  OptionalLong position() {
    try {
      return OptionalLong.of(
          consumer.assignment().stream()
              .mapToLong(partition -> consumer.position(partition, POSITION_TIMEOUT))
              .sum());
    } catch (TimeoutException | WakeupException e) {
      return OptionalLong.empty();
    }
  }

  /** Ends a poll at once; may be called from another thread. */
  public void wakeup() {
    consumer.wakeup();
  }

  private UserException refused(KafkaException e) {
    return ClientFailure.of("The topic %s can't be read".formatted(pipeline.topic(topic)), e);
  }

  @Override
  public void close() {
    consumer.close(CloseOptions.timeout(CLOSE_TIMEOUT));
    registry.close();
  }
}
