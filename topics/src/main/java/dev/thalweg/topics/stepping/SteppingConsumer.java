package dev.thalweg.topics.stepping;

import dev.thalweg.schemas.UserException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * A consumer that reads record by record where what it has fetched does not fit into memory. At a
 * record that alone does not fit it steps over what is recorded, and else fails with a sentence.
 */
public class SteppingConsumer extends KafkaConsumer<byte[], byte[]> {
  /**
   * In a process one at a time reads record by record: what another has in memory is no reason to
   * step over a record that fits.
   */
  private static final Lock ONE_AT_A_TIME = new ReentrantLock();

  /** Others, which read in the usual way, may hold much for a moment. */
  private static final int ATTEMPTS_MAX = 4;

  private static final Duration PAUSE = Duration.ofMillis(300);

  private final Map<String, Object> settings;
  private volatile SkippedOffsets skipped = SkippedOffsets.NONE;

  /** Whether its memory was short, and nothing was read in the usual way since. */
  private boolean isShort;

  public SteppingConsumer(Map<String, Object> settings) {
    super(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    this.settings = new HashMap<>(settings);
  }

  /** Tells what is stepped over; until then nothing is. */
  public void steppingOver(SkippedOffsets recorded) {
    skipped = recorded;
  }

  @Override
  public ConsumerRecords<byte[], byte[]> poll(Duration timeout) {
    try {
      ConsumerRecords<byte[], byte[]> polled = super.poll(timeout);
      isShort = false;
      return polled;
    } catch (OutOfMemoryError e) {
      isShort = true;
      return single().orElseThrow(() -> e); // not by a record
    } catch (KafkaException e) {
      // The client has not forgotten where it failed, and refuses to go on there.
      if (isShort && e.getClass() == KafkaException.class) {
        return single().orElseThrow(() -> e);
      }
      throw e;
    }
  }

  private Optional<ConsumerRecords<byte[], byte[]>> single() {
    for (TopicPartition partition : assignment()) {
      if (!paused().contains(partition)) {
        Optional<ConsumerRecords<byte[], byte[]>> read = single(partition, position(partition));
        if (read.isPresent()) {
          return read;
        }
      }
    }
    return Optional.empty();
  }

  private Optional<ConsumerRecords<byte[], byte[]>> single(TopicPartition partition, long at) {
    try {
      ONE_AT_A_TIME.lockInterruptibly();
    } catch (InterruptedException e) {
      throw new InterruptException(e);
    }
    try {
      for (int attempt = 1; ; attempt++) {
        try (SingleReader reader = new SingleReader(settings, partition)) {
          SingleReader.Stretch stretch = reader.read(at);
          if (!stretch.stuck() || stretch.next() > at) {
            return read(partition, at, stretch);
          }
          Optional<OffsetRange> range = skippedAt(partition, at);
          if (range.isPresent()) {
            return Optional.of(goOnAt(partition, range.get().to(), List.of()));
          }
          if (attempt == ATTEMPTS_MAX) {
            throw tooLarge(partition, at, reader.readableAfter(at));
          }
        }
        Thread.sleep(PAUSE.toMillis());
      }
    } catch (InterruptedException e) {
      throw new InterruptException(e);
    } finally {
      ONE_AT_A_TIME.unlock();
    }
  }

  private Optional<ConsumerRecords<byte[], byte[]>> read(
      TopicPartition partition, long at, SingleReader.Stretch stretch) {
    return stretch.next() > at
        ? Optional.of(goOnAt(partition, stretch.next(), stretch.records()))
        : Optional.empty();
  }

  private Optional<OffsetRange> skippedAt(TopicPartition partition, long at) {
    return skipped.of(partition).stream().filter(range -> range.contains(at)).findFirst();
  }

  private ConsumerRecords<byte[], byte[]> goOnAt(
      TopicPartition partition, long next, List<ConsumerRecord<byte[], byte[]>> records) {
    seek(partition, next);
    return new ConsumerRecords<>(
        records.isEmpty() ? Map.of() : Map.of(partition, records),
        Map.of(partition, new OffsetAndMetadata(next)));
  }

  private static UserException tooLarge(TopicPartition partition, long at, long next) {
    String topic = partition.topic();
    int dot = topic.lastIndexOf('.');
    String through = next == at + 1 ? "" : " --through " + (next - 1);
    return new UserException(
        ("The record at offset %d of %s, partition %d, is packed so that it does not fit into"
                + " the memory of this process (%d MB): step over it with \"thalweg topics skip"
                + " --pipeline %s --topic %s --partition %d --offset %d%s\", or give more memory"
                + " (JAVA_OPTS=-Xmx4g), and start again.")
            .formatted(
                at,
                topic,
                partition.partition(),
                Runtime.getRuntime().maxMemory() >> 20,
                topic.substring(0, Math.max(0, dot)),
                topic.substring(dot + 1),
                partition.partition(),
                at,
                through));
  }
}
