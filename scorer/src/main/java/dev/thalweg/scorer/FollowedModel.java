package dev.thalweg.scorer;

import dev.thalweg.schemas.Connection;
import dev.thalweg.schemas.Pipeline;
import dev.thalweg.schemas.SchemaRegistry;
import dev.thalweg.snapshots.ServedModel;
import dev.thalweg.snapshots.serving.CurrentModel;
import dev.thalweg.snapshots.serving.FollowerClients;
import dev.thalweg.snapshots.serving.Following;
import dev.thalweg.snapshots.serving.RingReader;
import dev.thalweg.snapshots.serving.SnapshotFollower;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;

/** One model of a scorer: what is served of it, who follows its snapshots, and the others. */
final class FollowedModel implements AutoCloseable {
  private final Pipeline pipeline;
  private final CurrentModel current;
  private final RingReader ring;
  private volatile SnapshotFollower follower;

  /**
   * Opens nothing yet; the registry stays the caller's.
   *
   * @param pipeline the model's own, whose snapshots they are
   * @param clientId begins the names of its Kafka clients
   * @param following what is served unless a version is pinned
   */
  FollowedModel(
      Connection connection,
      SchemaRegistry registry,
      Pipeline pipeline,
      String clientId,
      Following following) {
    this.pipeline = pipeline;
    this.current = new CurrentModel(following);
    this.ring =
        new RingReader(
            () -> FollowerClients.ring(connection, clientId), registry, pipeline, RingReader.FRESH);
  }

  String name() {
    return pipeline.model();
  }

  CurrentModel current() {
    return current;
  }

  /** Its follower, not started yet; once only. */
  SnapshotFollower open(Connection connection, SchemaRegistry registry, String clientId) {
    follower = SnapshotFollower.of(connection, registry, pipeline, clientId, current);
    return follower;
  }

  long refused() {
    return follower == null ? 0 : follower.refused();
  }

  /** Of the ring, and what is served, which may have left it; ascending. */
  List<Long> versions() {
    TreeSet<Long> versions = new TreeSet<>(ring.versions());
    current.get().ifPresent(served -> versions.add(served.version()));
    return List.copyOf(versions);
  }

  Optional<ServedModel> version(long version) {
    return current
        .get()
        .filter(served -> served.version() == version)
        .or(() -> ring.version(version));
  }

  /** Asks its follower to end, without waiting. */
  void stop() {
    if (follower != null) {
      follower.stop();
    }
  }

  /** Within 4 s. */
  @Override
  public void close() {
    if (follower != null) {
      follower.close();
    }
    ring.close();
  }
}
