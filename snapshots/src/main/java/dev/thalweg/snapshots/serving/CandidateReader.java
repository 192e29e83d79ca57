package dev.thalweg.snapshots.serving;

import dev.thalweg.schemas.Connection;
import dev.thalweg.schemas.Pipeline;
import dev.thalweg.schemas.SchemaRegistry;
import dev.thalweg.snapshots.ServedModel;
import dev.thalweg.topics.StopSwitch;
import java.time.Duration;
import java.util.Optional;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.Consumer;

/**
 * What a gate sees of the snapshots: the newest valid one of the ring, and the one that was
 * promoted last. It tells nobody of those that are damaged: its scorer does. Confined to one
 * thread.
 */
public final class CandidateReader implements AutoCloseable {
  private static final Duration CLOSE_TIMEOUT = Duration.ofMillis(500);

  private final Consumer<byte[], byte[]> consumer;
  private final CurrentModel current = new CurrentModel(Following.PROMOTED);
  private final SnapshotReader reader;

  /**
   * Takes the consumer over, and closes it.
   *
   * @param consumer with isolation level read_committed and no group
   * @param stop ends a search early when it is thrown
   */
  public CandidateReader(
      Consumer<byte[], byte[]> consumer,
      SchemaRegistry registry,
      Pipeline pipeline,
      StopSwitch stop) {
    this.consumer = consumer;
    this.reader = new SnapshotReader(consumer, registry, pipeline, current, Refusals.UNTOLD, stop);
  }

  /** A reader of a pipeline's snapshots; the parameters are those of the constructor. */
  public static CandidateReader open(
      Connection connection,
      SchemaRegistry registry,
      Pipeline pipeline,
      String clientId,
      StopSwitch stop) {
    return new CandidateReader(
        FollowerClients.snapshots(connection, clientId), registry, pipeline, stop);
  }

  /**
   * Looks for both, back from the end of the topic, and stands there then.
   *
   * @return false when it was stopped
   */
  public boolean search() {
    return reader.search();
  }

  /** Waits a moment, at most a tenth of a second, for what comes next. */
  public void follow() {
    reader.follow();
  }

  /** The newest valid snapshot of the ring. */
  public Optional<ServedModel> newest() {
    return current.newest();
  }

  /** What was promoted last. */
  public Optional<ServedModel> promoted() {
    return current.promoted();
  }

  /** How often what was told before has turned out to be a stranger's. */
  public long takenBack() {
    return current.takenBack();
  }

  /**
   * The bytes of the newest one's record, as they are in the topic.
   *
   * @return empty when there is none, or the ring has passed it and compaction removed it
   */
  public Optional<byte[]> newestValue() {
    return reader.newestValue();
  }

  /** Within half a second. */
  @Override
  public void close() {
    consumer.close(CloseOptions.timeout(CLOSE_TIMEOUT));
  }
}
