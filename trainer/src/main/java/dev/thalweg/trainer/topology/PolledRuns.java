package dev.thalweg.trainer.topology;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.common.TopicPartition;

/**
 * Cuts what is polled of a topic into runs. Kafka Streams is handed the first record of each alone,
 * and whoever processes that takes the others from here: what Streams does for every record costs a
 * tenth of what learning it does. Streams commits the offset of the record that it hands out next,
 * so no offset of a run is committed before the run is processed. Belongs to one thread.
 */
final class PolledRuns {
  /** Records of a run at most: some milliseconds of learning. */
  static final int LENGTH_MAX = 64;

  /** So many records that wait here are enough: nothing more is polled of their partition. */
  private static final int WAITING_MAX = 4_000;

  /** A poll that has so many is of a backlog. */
  private static final int BEHIND_MIN = 256;

  /** So many polls in a row with less: there is none any more, and not just a fetch on its way. */
  private static final int CALM_POLLS = 8;

  private final String topic;
  private final Map<TopicPartition, Waiting> waiting = new HashMap<>();

  /** The runs of a partition without their first records, by the offset of these. */
  private static final class Waiting {
    private final Map<Long, List<ConsumerRecord<byte[], byte[]>>> runs = new HashMap<>();
    private int records;

    /** Polls since one that had many. */
    private int calmPolls = CALM_POLLS;

    boolean isBehind() {
      return records > 0 || calmPolls < CALM_POLLS;
    }
  }

  PolledRuns(String topic) {
    this.topic = topic;
  }

  /** What Kafka Streams is to be handed of what was polled; other topics stay as they are. */
  ConsumerRecords<byte[], byte[]> cut(ConsumerRecords<byte[], byte[]> polled) {
    waiting.values().forEach(of -> of.calmPolls = Math.min(of.calmPolls + 1, CALM_POLLS));
    if (polled.isEmpty()) {
      return polled;
    }
    Map<TopicPartition, List<ConsumerRecord<byte[], byte[]>>> handed = new HashMap<>();
    for (TopicPartition partition : polled.partitions()) {
      List<ConsumerRecord<byte[], byte[]>> records = polled.records(partition);
      handed.put(partition, partition.topic().equals(topic) ? cut(partition, records) : records);
    }
    return new ConsumerRecords<>(handed, polled.nextOffsets());
  }

  private List<ConsumerRecord<byte[], byte[]>> cut(
      TopicPartition partition, List<ConsumerRecord<byte[], byte[]>> records) {
    Waiting of = waiting.computeIfAbsent(partition, unused -> new Waiting());
    of.calmPolls = records.size() >= BEHIND_MIN ? 0 : of.calmPolls;
    List<ConsumerRecord<byte[], byte[]>> firsts = new ArrayList<>();
    for (int start = 0; start < records.size(); start += LENGTH_MAX) {
      int end = Math.min(start + LENGTH_MAX, records.size());
      ConsumerRecord<byte[], byte[]> first = records.get(start);
      firsts.add(first);
      of.runs.put(first.offset(), records.subList(start + 1, end));
      of.records += end - start - 1;
    }
    return firsts;
  }

  /** Takes out what follows the first record of a run, in order; nothing lies in between. */
  List<ConsumerRecord<byte[], byte[]>> following(TopicPartition partition, long offset) {
    Waiting of = waiting.get(partition);
    List<ConsumerRecord<byte[], byte[]>> run = of == null ? null : of.runs.remove(offset);
    if (run == null) {
      return List.of();
    }
    of.records -= run.size();
    return run;
  }

  /** Whether more of a partition waits here, or one of its last polls was of a backlog. */
  boolean isBehind(TopicPartition partition) {
    Waiting of = waiting.get(partition);
    return of != null && of.isBehind();
  }

  /** Whether any partition is. */
  boolean isBehind() {
    return waiting.values().stream().anyMatch(Waiting::isBehind);
  }

  /** Partitions of which enough waits here. */
  Set<TopicPartition> full() {
    return waiting.entrySet().stream()
        .filter(entry -> entry.getValue().records >= WAITING_MAX)
        .map(Map.Entry::getKey)
        .collect(Collectors.toSet());
  }

  /** Forgets what Kafka Streams no longer has the first records of. */
  void forget(TopicPartition partition) {
    waiting.remove(partition);
  }

  /** Forgets the partitions that are no longer assigned. */
  void retain(Set<TopicPartition> assigned) {
    waiting.keySet().retainAll(assigned);
  }
}
