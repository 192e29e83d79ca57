package dev.thalweg.scorer.gate;

import dev.thalweg.schemas.AvroDecoder;
import dev.thalweg.schemas.Pipeline;
import dev.thalweg.schemas.PipelineTopic;
import dev.thalweg.schemas.SchemaRegistry;
import dev.thalweg.schemas.UnreadableRecordException;
import dev.thalweg.schemas.avro.Example;
import dev.thalweg.schemas.avro.Label;
import dev.thalweg.topics.EventClock;
import dev.thalweg.topics.EventTime;
import dev.thalweg.topics.StopSwitch;
import dev.thalweg.topics.bounded.BoundedRead;
import dev.thalweg.topics.bounded.StalledReadException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The latest labelled examples, read from {@code examples} and {@code labels}. It begins so far
 * before the ends of both that it knows them at once, however long the topics are, and skips what
 * it could not keep when it has fallen behind. What can't be read is passed over: the scorer and
 * the monitor tell of it. Confined to one thread.
 */
final class LabelFeed implements AutoCloseable {
  /** Records of each topic, over all of its partitions, that are read back at the beginning. */
  static final int LOOKBACK = LabelledExamples.WAITING_MAX;

  private static final Logger LOG = LoggerFactory.getLogger(LabelFeed.class);
  private static final Duration CLOSE_TIMEOUT = Duration.ofMillis(500);

  /** Of one turn; the gate has other things to look at. */
  private static final int POLLS_MAX = 40;

  private final Consumer<byte[], byte[]> consumer;
  private final String examples;
  private final String labels;
  private final AvroDecoder<Example> exampleDecoder;
  private final AvroDecoder<Label> labelDecoder;
  private final StopSwitch stop;
  private final LabelledExamples kept;
  private final InstantSource clock = InstantSource.system();
  private final EventTime times = new EventTime(clock);
  private final Map<TopicPartition, Dating> datings = new HashMap<>();
  private boolean catchingUp = true;

  /**
   * Takes the consumer over, and closes it.
   *
   * @param consumer without a group
   * @param wanted how many labelled examples are kept
   * @param stop ends a wait early when it is thrown
   */
  LabelFeed(
      Consumer<byte[], byte[]> consumer,
      SchemaRegistry registry,
      Pipeline pipeline,
      int wanted,
      StopSwitch stop) {
    this.consumer = consumer;
    this.examples = pipeline.topic(PipelineTopic.EXAMPLES);
    this.labels = pipeline.topic(PipelineTopic.LABELS);
    this.exampleDecoder = AvroDecoder.of(registry, Example.getClassSchema());
    this.labelDecoder = AvroDecoder.of(registry, Label.getClassSchema());
    this.stop = stop;
    this.kept = new LabelledExamples(wanted);
  }

  /**
   * Reads the latest of both topics, up to what are their ends now. A partition whose end can't be
   * read does not hold up the gate for ever.
   */
  void catchUp() {
    List<TopicPartition> partitions = partitions();
    consumer.assign(partitions);
    Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
    seekBack(ends);
    try {
      boolean unused = new BoundedRead(consumer, stop::isThrown).read(ends, this::take);
    } catch (StalledReadException e) {
      LOG.warn("The gate goes on without some of its labels: {}", e.getMessage());
    }
    datings.values().forEach(Dating::date);
    catchingUp = false;
    kept.settle();
  }

  private List<TopicPartition> partitions() {
    List<TopicPartition> partitions = new ArrayList<>();
    for (String topic : List.of(examples, labels)) {
      for (PartitionInfo info : consumer.partitionsFor(topic)) {
        partitions.add(new TopicPartition(topic, info.partition()));
      }
    }
    return partitions;
  }

  private void seekBack(Map<TopicPartition, Long> ends) {
    Map<TopicPartition, Long> beginnings = consumer.beginningOffsets(ends.keySet());
    ends.forEach(
        (partition, end) ->
            consumer.seek(
                partition, Math.max(beginnings.get(partition), end - lookback(partition))));
  }

  /** The topic's share of this partition. */
  private long lookback(TopicPartition partition) {
    long partitions =
        consumer.assignment().stream().filter(p -> p.topic().equals(partition.topic())).count();
    return Math.max(1, LOOKBACK / partitions);
  }

  /** Reads what has come, without waiting for more. */
  void read() {
    takeOnNewPartitions();
    for (int polls = 0; polls < POLLS_MAX && !stop.isThrown(); polls++) {
      if (read(Duration.ZERO) == 0) {
        return;
      }
      skipBacklog();
    }
  }

  /** Asks the client's own metadata; a partition that was added is read from its beginning. */
  private void takeOnNewPartitions() {
    List<TopicPartition> partitions = partitions();
    if (partitions.size() > consumer.assignment().size()) {
      consumer.assign(partitions);
    }
  }

  /** Of a partition that is far behind only the latest can still count. */
  private void skipBacklog() {
    for (TopicPartition partition : consumer.assignment()) {
      long skipped = consumer.currentLag(partition).orElse(0) - 2 * lookback(partition);
      if (skipped > 0) {
        consumer.seek(partition, consumer.position(partition) + skipped + lookback(partition));
      }
    }
  }

  private int read(Duration timeout) {
    ConsumerRecords<byte[], byte[]> records = consumer.poll(timeout);
    records.forEach(this::take);
    return records.count();
  }

  private void take(ConsumerRecord<byte[], byte[]> record) {
    try {
      if (record.topic().equals(examples)) {
        kept.example(exampleDecoder.decode(record.value()));
      } else {
        take(labelDecoder.decode(record.value()), record);
      }
    } catch (UnreadableRecordException e) {
      // Others put it into dead-letters.
    }
  }

  /**
   * Takes a label, dated by how far its partition has come: whoever writes it says when it was, and
   * those of a clock that is ahead would count as the latest for as long.
   */
  private void take(Label label, ConsumerRecord<byte[], byte[]> record) {
    long saidMs = label.getLabelledAt().toEpochMilli();
    long timeMs =
        times.isPossible(saidMs) || !times.isPossible(record.timestamp())
            ? Math.min(saidMs, clock.millis())
            : record.timestamp();
    Dating dating =
        datings.computeIfAbsent(
            new TopicPartition(record.topic(), record.partition()), p -> new Dating());
    dating.clock.hear(timeMs);
    dating.undated.add(label);
    if (!catchingUp || ++dating.heard >= EventClock.VOICES) {
      dating.date();
    }
  }

  /** The labels of one partition; the first wait until there are enough to tell the time. */
  private final class Dating {
    final EventClock clock = new EventClock();
    final List<Label> undated = new ArrayList<>();
    int heard;

    void date() {
      for (Label label : undated) {
        label.setLabelledAt(Instant.ofEpochMilli(clock.nowMs()));
        kept.label(label);
      }
      undated.clear();
    }
  }

  /** The latest labelled examples, as many as are known and wanted. */
  List<LabelledExample> latest() {
    return kept.latest();
  }

  /** Examples whose labels have become known so far. */
  long labelled() {
    return kept.joined();
  }

  /** Within half a second. */
  @Override
  public void close() {
    consumer.close(CloseOptions.timeout(CLOSE_TIMEOUT));
  }
}
