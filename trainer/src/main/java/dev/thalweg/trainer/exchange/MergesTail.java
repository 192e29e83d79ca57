package dev.thalweg.trainer.exchange;

import dev.thalweg.schemas.SchemaRegistry;
import dev.thalweg.schemas.UnreadableRecordException;
import dev.thalweg.schemas.avro.Merge;
import dev.thalweg.topics.PatientDecoder;
import dev.thalweg.topics.StopSwitch;
import dev.thalweg.topics.bounded.PartitionTail;
import dev.thalweg.topics.bounded.StalledReadException;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** Finds the newest merge without reading all of them. */
final class MergesTail {
  /**
   * So many lower numbers in front of it say that a record is the first of its number: an averager
   * that wakes up writes one or two that come too late.
   */
  private static final int LOWER = 16;

  private static final long FIRST_LOOK = 64;

  private final PatientDecoder<Merge> decoder;
  private final TreeMap<Long, Long> numberByOffset = new TreeMap<>();

  MergesTail(SchemaRegistry registry, StopSwitch stop) {
    this.decoder = new PatientDecoder<>(registry, Merge.getClassSchema(), stop);
  }

  /**
   * The offset of the first record of the highest number; empty where there is none.
   *
   * @param consumer is assigned to this topic alone
   */
  OptionalLong newest(Consumer<byte[], byte[]> consumer, String topic, StopSwitch stop) {
    try {
      boolean unused =
          new PartitionTail(consumer, topic, stop::isThrown)
              .searchBack(FIRST_LOOK, this::take, this::isEnough);
    } catch (StalledReadException e) {
      throw e.toUserException();
    }
    long highest = highest();
    return numberByOffset.entrySet().stream()
        .filter(entry -> entry.getValue() == highest)
        .mapToLong(Map.Entry::getKey)
        .findFirst();
  }

  private void take(ConsumerRecord<byte[], byte[]> record) {
    try {
      numberByOffset.put(record.offset(), decoder.decode(record.value()).getNumber());
    } catch (UnreadableRecordException e) {
      // A stranger's.
    }
  }

  private boolean isEnough() {
    long highest = highest();
    return numberByOffset.values().stream().filter(number -> number < highest).distinct().count()
        >= LOWER;
  }

  /** Of the numbers that follow on another, which a stranger's may not. */
  private long highest() {
    return numberByOffset.values().stream()
        .filter(number -> number == 1 || numberByOffset.containsValue(number - 1))
        .mapToLong(Long::longValue)
        .max()
        .orElse(0);
  }
}
