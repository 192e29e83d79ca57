package dev.thalweg.trainer.topology;

import dev.thalweg.topics.stepping.SteppingConsumer;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.streams.errors.TaskMigratedException;

/**
 * A consumer that hands out samples in {@linkplain PolledRuns runs}, fetches nothing of the
 * partitions whose learners wait for a merge, whatever Kafka Streams resumes, and that returns from
 * a poll as soon as there is a merge.
 */
public final class HeldConsumer extends SteppingConsumer {
  private static final Duration SLICE = Duration.ofMillis(2);

  /** The reason that Kafka Streams (4.3.1) gives once it has revived a task. */
  private static final String REVIVED = "Active tasks corrupted";

  private final Set<TopicPartition> held = new HashSet<>();
  private volatile SourceConsumer source;
  private volatile PolledRuns runs = new PolledRuns("");
  private long mergesSeen;

  /** Paused here for the time of a poll, unless somebody else has paused them since. */
  private Set<TopicPartition> full = new HashSet<>();

  public HeldConsumer(Map<String, Object> settings) {
    super(settings);
  }

  /**
   * Tells which thread it is that polls.
   *
   * @param topic is handed out in runs
   */
  void tellingThread(SourceConsumer told, String topic) {
    source = told;
    runs = new PolledRuns(topic);
  }

  /** Goes on there; what was polled before is forgotten. */
  void goOnAt(TopicPartition partition, long offset) {
    runs.forget(partition);
    seek(partition, offset);
  }

  List<ConsumerRecord<byte[], byte[]>> following(TopicPartition partition, long offset) {
    return runs.following(partition, offset);
  }

  boolean isBehind(TopicPartition partition) {
    return runs.isBehind(partition);
  }

  /** The committed offset of one of its partitions of a topic; empty where it has none. */
  Optional<Map<TopicPartition, OffsetAndMetadata>> committedOf(String topic) {
    Set<TopicPartition> one =
        assignment().stream()
            .filter(partition -> partition.topic().equals(topic))
            .limit(1)
            .collect(Collectors.toSet());
    Map<TopicPartition, OffsetAndMetadata> offsets = new HashMap<>(committed(one));
    offsets.values().removeIf(Objects::isNull);
    return offsets.isEmpty() ? Optional.empty() : Optional.of(offsets);
  }

  void hold(TopicPartition partition) {
    if (assignment().contains(partition)) {
      held.add(partition);
      pause(List.of(partition));
    }
  }

  void release(TopicPartition partition) {
    if (held.remove(partition) && assignment().contains(partition)) {
      super.resume(List.of(partition));
    }
  }

  /**
   * Has all tasks of this thread begin anew from what is committed, where Kafka Streams would go on
   * with one that it has revived: such a task still has the offsets of its former life, and commits
   * them if a commit comes before its next record.
   */
  @Override
  public void enforceRebalance(String reason) {
    if (REVIVED.equals(reason)) {
      throw new TaskMigratedException("A task's state is not what is committed.");
    }
    super.enforceRebalance(reason);
  }

  @Override
  public void resume(Collection<TopicPartition> partitions) {
    super.resume(partitions.stream().filter(partition -> !held.contains(partition)).toList());
  }

  @Override
  public void pause(Collection<TopicPartition> partitions) {
    full.removeAll(partitions);
    super.pause(partitions);
  }

  @Override
  public ConsumerRecords<byte[], byte[]> poll(Duration timeout) {
    if (source != null) {
      source.polledBy(this);
    }
    Set<TopicPartition> assigned = assignment();
    runs.retain(assigned);
    full = runs.full();
    full.removeAll(paused());
    super.pause(full);
    try {
      return runs.cut(pollUnheld(soon(timeout), assigned));
    } finally {
      full.retainAll(assignment());
      super.resume(full);
    }
  }

  /** What is learned meanwhile is to be given out, where nothing more comes. */
  private Duration soon(Duration timeout) {
    return runs.isBehind() && timeout.compareTo(SLICE) > 0 ? SLICE : timeout;
  }

  private ConsumerRecords<byte[], byte[]> pollUnheld(
      Duration timeout, Set<TopicPartition> assigned) {
    if (held.isEmpty()) {
      return super.poll(timeout);
    }
    held.retainAll(assigned);
    Duration slice = timeout.compareTo(SLICE) < 0 ? timeout : SLICE;
    if (!held.containsAll(assigned)) {
      return super.poll(slice);
    }
    ConsumerRecords<byte[], byte[]> polled = super.poll(Duration.ZERO);
    if (polled.isEmpty() && !timeout.isZero()) {
      mergesSeen = source.awaitMerge(mergesSeen, slice.multipliedBy(10));
    }
    return polled;
  }
}
