package dev.thalweg.topics.stepping;

import dev.thalweg.schemas.AvroDecoder;
import dev.thalweg.schemas.Connection;
import dev.thalweg.schemas.PipelineTopic;
import dev.thalweg.schemas.SchemaRegistry;
import dev.thalweg.schemas.UnreadableRecordException;
import dev.thalweg.schemas.UserException;
import dev.thalweg.schemas.access.ClientSettings;
import dev.thalweg.schemas.avro.JournalEntry;
import dev.thalweg.schemas.avro.JournalKind;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** Reads from {@code journal} what is stepped over. It joins no group. */
final class SkipJournal implements SkippedOffsets {
  private static final Duration POLL = Duration.ofMillis(100);
  private static final long IDLE_MS_MAX = 30_000;
  private static final int ANSWER_MS = 15_000;

  private final Connection connection;

  SkipJournal(Connection connection) {
    this.connection = connection;
  }

  @Override
  public List<OffsetRange> of(TopicPartition partition) {
    String topic = partition.topic();
    int dot = topic.lastIndexOf('.');
    if (dot < 0) {
      return List.of(); // internal to a service
    }
    String suffix = topic.substring(dot + 1);
    TopicPartition journal =
        new TopicPartition(topic.substring(0, dot + 1) + PipelineTopic.JOURNAL.suffix(), 0);
    List<OffsetRange> ranges = new ArrayList<>();
    try (SchemaRegistry registry = connection.openRegistry()) {
      AvroDecoder<JournalEntry> decoder = AvroDecoder.of(registry, JournalEntry.getClassSchema());
      for (ConsumerRecord<byte[], byte[]> record : connection.ask(() -> read(journal))) {
        JournalEntry entry = decode(decoder, record);
        if (entry != null
            && entry.getKind() == JournalKind.SKIP
            && entry.getTopic().equals(suffix)
            && entry.getPartition() == partition.partition()
            && entry.getOffset() >= 0) {
          ranges.add(new OffsetRange(entry.getOffset(), entry.getEnd()));
        }
      }
    }
    ranges.sort(Comparator.comparingLong(OffsetRange::from));
    return ranges;
  }

  /** A stranger's record says nothing of what is stepped over. */
  private static JournalEntry decode(
      AvroDecoder<JournalEntry> decoder, ConsumerRecord<byte[], byte[]> record) {
    try {
      return decoder.decode(record.value());
    } catch (UnreadableRecordException e) {
      return null;
    }
  }

  private List<ConsumerRecord<byte[], byte[]>> read(TopicPartition journal) {
    Consumer<byte[], byte[]> consumer = open();
    try {
      List<PartitionInfo> infos = consumer.partitionsFor(journal.topic());
      if (infos == null || infos.isEmpty()) {
        return List.of();
      }
      consumer.assign(List.of(journal));
      consumer.seekToBeginning(List.of(journal));
      long end = consumer.endOffsets(List.of(journal)).get(journal);
      List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
      long position = consumer.position(journal);
      long headwayNanos = System.nanoTime();
      while (position < end) {
        consumer.poll(POLL).forEach(records::add);
        if (consumer.position(journal) > position) {
          position = consumer.position(journal);
          headwayNanos = System.nanoTime();
        } else if (System.nanoTime() - headwayNanos > TimeUnit.MILLISECONDS.toNanos(IDLE_MS_MAX)) {
          String sentence =
              "%s can't be read beyond offset %d: check the cluster, and start again."
                  .formatted(journal.topic(), position);
          throw new UserException(sentence, new TimeoutException(sentence));
        }
      }
      return records;
    } finally {
      consumer.close(CloseOptions.timeout(Duration.ofSeconds(1)));
    }
  }

  private Consumer<byte[], byte[]> open() {
    Map<String, Object> settings = connection.clientConfig();
    settings.remove(ConsumerConfig.GROUP_ID_CONFIG);
    settings.remove(ConsumerConfig.GROUP_INSTANCE_ID_CONFIG);
    settings.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
    settings.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
    settings.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
    settings.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
    settings.put(ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, ANSWER_MS);
    ClientSettings.settleConsumer(settings);
    return new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer());
  }
}
