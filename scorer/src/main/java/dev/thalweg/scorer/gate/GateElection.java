package dev.thalweg.scorer.gate;

import dev.thalweg.schemas.Pipeline;
import dev.thalweg.schemas.PipelineTopic;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.common.TopicPartition;

/**
 * Which of a model's gates holds the office: the member of their consumer group that is assigned
 * the one partition of {@code snapshots}. When its process dies, Kafka gives the partition to
 * another one. Nothing is read and no offset is committed. Confined to one thread.
 *
 * <p>A member may believe for a moment that it still holds the office when another one does
 * already; what it writes then is fenced ({@link GateWriter}).
 */
final class GateElection implements AutoCloseable {
  private static final Duration CLOSE_TIMEOUT = Duration.ofMillis(800);

  private final Consumer<byte[], byte[]> consumer;
  private final TopicPartition office;
  private boolean holding;

  /** Takes the consumer, a member of the gates' group, over, and closes it. */
  GateElection(Consumer<byte[], byte[]> consumer, Pipeline pipeline) {
    this.consumer = consumer;
    this.office = new TopicPartition(pipeline.topic(PipelineTopic.SNAPSHOTS), 0);
    consumer.subscribe(List.of(office.topic()), new Assignments());
  }

  /** Takes part for so long, and says whether this one holds the office. */
  boolean holds(Duration timeout) {
    consumer.poll(timeout); // without records: the partition is paused
    return holding;
  }

  private final class Assignments implements ConsumerRebalanceListener {
    @Override
    public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
      consumer.pause(partitions);
      holding |= partitions.contains(office);
    }

    @Override
    public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
      holding &= !partitions.contains(office);
    }
  }

  /** Leaves the group, so that another one takes over at once; within a second. */
  @Override
  public void close() {
    consumer.close(
        CloseOptions.groupMembershipOperation(CloseOptions.GroupMembershipOperation.LEAVE_GROUP)
            .withTimeout(CLOSE_TIMEOUT));
  }
}
