package dev.thalweg.topics.stepping;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** Reads a partition record by record, so that no more than one has to fit into memory. */
final class SingleReader implements AutoCloseable {
  private static final Duration POLL = Duration.ofMillis(100);
  private static final int RECORDS_MAX = 500;
  private static final long BYTES_MAX = 8 << 20;
  private static final int IDLE_POLLS_MAX = 300;

  private final Consumer<byte[], byte[]> consumer;
  private final TopicPartition partition;

  /**
   * What could be read.
   *
   * @param next where the reading goes on
   * @param stuck whether the record there can't be read
   */
  record Stretch(List<ConsumerRecord<byte[], byte[]>> records, long next, boolean stuck) {}

  /**
   * @param settings of the consumer in whose place it reads
   */
  SingleReader(Map<String, Object> settings, TopicPartition partition) {
    Map<String, Object> own = new HashMap<>(settings);
    own.remove(ConsumerConfig.GROUP_ID_CONFIG);
    own.remove(ConsumerConfig.GROUP_INSTANCE_ID_CONFIG);
    own.remove(ConsumerConfig.PARTITION_ASSIGNMENT_STRATEGY_CONFIG); // that of Kafka Streams
    own.put(ConsumerConfig.CLIENT_ID_CONFIG, settings.get("client.id") + "-single");
    own.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
    own.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "none");
    own.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, 1);
    // A fetch brings one batch, whatever its size.
    own.put(ConsumerConfig.FETCH_MAX_BYTES_CONFIG, 1);
    own.put(ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG, 1);
    own.put(ConsumerConfig.FETCH_MIN_BYTES_CONFIG, 1);
    this.consumer =
        new KafkaConsumer<>(own, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    this.partition = partition;
    consumer.assign(List.of(partition));
  }

  /** As many records as fit into a few megabytes, or one; none where the first can't be read. */
  Stretch read(long from) {
    consumer.seek(partition, from);
    long end = end();
    List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
    long bytes = 0;
    int idle = 0;
    while (records.size() < RECORDS_MAX && bytes < BYTES_MAX && idle < IDLE_POLLS_MAX) {
      long before = consumer.position(partition);
      if (before >= end) {
        break;
      }
      try {
        for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
          records.add(record);
          bytes += Math.max(0, record.serializedKeySize());
          bytes += Math.max(0, record.serializedValueSize());
        }
      } catch (OutOfMemoryError e) {
        return new Stretch(records, consumer.position(partition), true);
      }
      idle = consumer.position(partition) == before ? idle + 1 : 0;
    }
    return new Stretch(records, consumer.position(partition), false);
  }

  /**
   * Where reading goes on behind a record that can't be read. The rest of its batch can't be read
   * without it, so that is the begin of a batch, or the end.
   */
  long readableAfter(long stuck) {
    long end = end();
    long unreadable = stuck;
    long readable = stuck + 1;
    for (long step = 1; readable < end && isStuck(readable); step *= 2) {
      unreadable = readable;
      readable = Math.min(end, readable + step);
    }
    while (readable - unreadable > 1) {
      long middle = unreadable + (readable - unreadable) / 2;
      if (isStuck(middle)) {
        unreadable = middle;
      } else {
        readable = middle;
      }
    }
    return readable;
  }

  private boolean isStuck(long offset) {
    consumer.seek(partition, offset);
    try {
      for (int i = 0; i < IDLE_POLLS_MAX; i++) {
        if (!consumer.poll(POLL).isEmpty() || consumer.position(partition) > offset) {
          return false;
        }
      }
      return false;
    } catch (OutOfMemoryError e) {
      return true;
    }
  }

  private long end() {
    return consumer.endOffsets(List.of(partition)).get(partition);
  }

  @Override
  public void close() {
    consumer.close(CloseOptions.timeout(Duration.ofSeconds(1)));
  }
}
