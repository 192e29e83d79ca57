package dev.thalweg.scorer.gate;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.thalweg.schemas.PipelineTopic;
import dev.thalweg.snapshots.Fixture;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;

/** Examples and labels in memory, each of two partitions, and a consumer of them. */
final class LabelTopics extends MockConsumer<byte[], byte[]> {
  public static final int PARTITIONS = 2;
  private static final int POLLED_MAX = 100;

  private final Map<TopicPartition, List<byte[]>> logs = new HashMap<>();
  private int sent;
  private long read;

  public LabelTopics() {
    super("earliest");
    for (PipelineTopic topic : List.of(PipelineTopic.EXAMPLES, PipelineTopic.LABELS)) {
      List<PartitionInfo> infos = new ArrayList<>();
      for (int partition = 0; partition < PARTITIONS; partition++) {
        infos.add(new PartitionInfo(name(topic), partition, null, null, null));
        logs.put(new TopicPartition(name(topic), partition), new ArrayList<>());
      }
      updatePartitions(name(topic), infos);
    }
    tell();
  }

  private static String name(PipelineTopic topic) {
    return Fixture.PIPELINE.topic(topic);
  }

  /** An example and its label, not in partitions of the same number. */
  synchronized void pair(int label) {
    pairAt(label, Instant.ofEpochMilli(sent + 1));
  }

  synchronized void pairAt(int label, Instant labelledAt) {
    String id = "i" + sent++;
    add(PipelineTopic.EXAMPLES, Fixture.encode(GateFixture.example(id)));
    add(
        PipelineTopic.LABELS,
        GateFixture.encode(GateFixture.label(id, label, labelledAt.toEpochMilli())));
  }

  public void pairs(int count, int label) {
    for (int i = 0; i < count; i++) {
      pair(label);
    }
  }

  synchronized void add(PipelineTopic topic, byte[] value) {
    int partition = topic == PipelineTopic.EXAMPLES ? sent % PARTITIONS : sent / 2 % PARTITIONS;
    logs.get(new TopicPartition(name(topic), partition)).add(value);
    tell();
  }

  /** One partition more, with this record. */
  synchronized void addPartition(PipelineTopic topic, byte[] value) {
    logs.put(new TopicPartition(name(topic), PARTITIONS), new ArrayList<>(List.of(value)));
    List<PartitionInfo> infos = new ArrayList<>(partitionsFor(name(topic)));
    infos.add(new PartitionInfo(name(topic), PARTITIONS, null, null, null));
    updatePartitions(name(topic), infos);
    tell();
  }

  /** How many records were handed out. */
  synchronized long read() {
    return read;
  }

  private void tell() {
    logs.forEach(
        (partition, log) -> {
          updateBeginningOffsets(Map.of(partition, 0L));
          updateEndOffsets(Map.of(partition, (long) log.size()));
        });
  }

  @Override
  public synchronized ConsumerRecords<byte[], byte[]> poll(Duration timeout) {
    for (TopicPartition partition : assignment()) {
      List<byte[]> log = logs.get(partition);
      int from = (int) position(partition);
      for (int i = from; i < Math.min(log.size(), from + POLLED_MAX); i++) {
        addRecord(
            new ConsumerRecord<>(
                partition.topic(), partition.partition(), i, "k".getBytes(UTF_8), log.get(i)));
      }
    }
    ConsumerRecords<byte[], byte[]> polled = super.poll(timeout);
    read += polled.count();
    return polled;
  }
}
