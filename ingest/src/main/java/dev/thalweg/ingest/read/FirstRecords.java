package dev.thalweg.ingest.read;

import dev.thalweg.schemas.Connection;
import dev.thalweg.schemas.UserException;
import dev.thalweg.topics.KafkaClients;
import dev.thalweg.topics.bounded.BoundedRead;
import dev.thalweg.topics.bounded.StalledReadException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;

/** The first records of a topic, to look at. */
public final class FirstRecords {
  private static final Duration ANSWER = Duration.ofSeconds(30);

  private FirstRecords() {}

  /**
   * Reads them, about as many of each partition.
   *
   * @param most how many, about
   * @throws UserException when the topic is not there or can't be read
   */
  public static List<ConsumerRecord<byte[], byte[]>> of(
      Connection connection, String topic, int most) {
    try (Consumer<byte[], byte[]> consumer = KafkaClients.aloneFromEarliest(connection, ANSWER)) {
      List<PartitionInfo> known =
          Optional.ofNullable(consumer.listTopics().get(topic))
              .orElseThrow(
                  () ->
                      new UserException(
                          "There is no topic \"%s\": check the name and the cluster."
                              .formatted(topic)));
      List<TopicPartition> partitions =
          known.stream().map(info -> new TopicPartition(topic, info.partition())).toList();
      Map<TopicPartition, Long> beginnings = consumer.beginningOffsets(partitions);
      Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
      long each = (most + partitions.size() - 1L) / partitions.size();
      List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
      BoundedRead read = new BoundedRead(consumer, () -> false);
      for (TopicPartition partition : partitions) {
        long from = beginnings.get(partition);
        consumer.assign(List.of(partition));
        boolean unused =
            read.read(partition, from, Math.min(ends.get(partition), from + each), records::add);
      }
      return records;
    } catch (StalledReadException e) {
      throw e.toUserException();
    }
  }
}
