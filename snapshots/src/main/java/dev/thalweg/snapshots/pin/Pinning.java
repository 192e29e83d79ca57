package dev.thalweg.snapshots.pin;

import dev.thalweg.schemas.Connection;
import dev.thalweg.schemas.Pipeline;
import dev.thalweg.schemas.PipelineTopic;
import dev.thalweg.schemas.SchemaRegistry;
import dev.thalweg.schemas.UserException;
import dev.thalweg.snapshots.history.SnapshotEntry;
import dev.thalweg.snapshots.history.Snapshots;
import dev.thalweg.snapshots.history.StoredSnapshot;
import dev.thalweg.snapshots.pin.DirectiveWriter.Written;
import dev.thalweg.topics.TopicAdmin;
import dev.thalweg.topics.bounded.TopicScan;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;

/** Tells the scorers of a pipeline which snapshot to serve. */
public final class Pinning {
  private static final long LOOK_MS = 20;

  /** A minute, more than a dead trainer's transaction holds up what can be read. */
  private static final long LOOKS_MAX = 3_000;

  private final Connection connection;
  private final Pipeline pipeline;

  public Pinning(Connection connection, Pipeline pipeline) {
    this.connection = connection;
    this.pipeline = pipeline;
  }

  /**
   * What was pinned.
   *
   * @param offset where its copy stands in snapshots
   */
  public record Pinned(SnapshotEntry snapshot, long offset) {}

  /**
   * Pins a version that the ring holds, or that was pinned last. When this returns, every scorer
   * that starts obeys it, and every one that runs will within moments.
   *
   * @throws UserException when there is no such version, when it is damaged, or when it can't be
   *     written; what held before holds then
   */
  public Pinned pin(long version) {
    OptionalLong wanted = OptionalLong.of(version);
    StoredSnapshot stored = sound(new Snapshots(connection, pipeline).find(wanted));
    try (SchemaRegistry registry = connection.openRegistry();
        DirectiveWriter writer =
            DirectiveWriter.open(
                connection, registry, pipeline, stored.snapshot().getParameters().remaining())) {
      Written written = writer.pin(stored);
      awaitReadable(written);
      return new Pinned(stored.entry(), written.snapshot());
    }
  }

  /** One that scorers will serve; pinning another would only raise alarms. */
  public static StoredSnapshot sound(StoredSnapshot stored) {
    if (stored.entry().damage().isPresent()) {
      throw new UserException(
          "Version %d is damaged (%s) and can't be served: pin another one."
              .formatted(stored.entry().version(), stored.entry().damage().get()));
    }
    return stored;
  }

  /**
   * Makes the scorers follow the newest snapshot. When this returns, every scorer that starts obeys
   * it, and every one that runs will within moments.
   *
   * @throws UserException when it can't be written; what held before holds then
   */
  public void follow() {
    try (Admin admin = connection.openAdmin()) {
      int unused = new TopicAdmin(admin, pipeline).requireWritable(PipelineTopic.CONTROL);
    }
    try (SchemaRegistry registry = connection.openRegistry();
        DirectiveWriter writer = DirectiveWriter.open(connection, registry, pipeline, 0)) {
      awaitReadable(writer.follow());
    }
  }

  /**
   * A transaction is committed a moment before its records can be read: its markers follow, and
   * another transaction that was open before it is to be decided.
   */
  private void awaitReadable(Written written) {
    String snapshots = pipeline.topic(PipelineTopic.SNAPSHOTS);
    String control = pipeline.topic(PipelineTopic.CONTROL);
    try (TopicScan scan = TopicScan.open(connection)) {
      for (int looks = 0; looks < LOOKS_MAX; looks++) {
        if (scan.end(snapshots) > written.snapshot() && scan.end(control) > written.directive()) {
          return;
        }
        TimeUnit.MILLISECONDS.sleep(LOOK_MS);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    throw new UserException(
        "The directive is committed, but not readable yet: scorers obey once the"
            + " transaction that holds it up has timed out; look into the broker's log if"
            + " that does not happen.");
  }
}
