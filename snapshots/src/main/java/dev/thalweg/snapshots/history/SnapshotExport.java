package dev.thalweg.snapshots.history;

import dev.thalweg.model.export.ExportedModel;
import dev.thalweg.model.network.Architecture;
import dev.thalweg.model.network.Parameters;
import dev.thalweg.schemas.Connection;
import dev.thalweg.schemas.Pipeline;
import dev.thalweg.schemas.PipelineTopic;
import dev.thalweg.schemas.SchemaRegistry;
import dev.thalweg.schemas.UserException;
import dev.thalweg.schemas.avro.Snapshot;
import dev.thalweg.snapshots.SnapshotSeal;
import dev.thalweg.snapshots.SnapshotValidator;
import dev.thalweg.topics.TopicAdmin;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;

/** Takes a snapshot out of its topic, with all that is known of it. */
public final class SnapshotExport {
  /** The metadata's key of the snapshot's hash. */
  public static final String SHA256 = "sha256";

  private static final String HYPERPARAMETER_PREFIX = "hyperparameter.";

  private SnapshotExport() {}

  /**
   * Reads a snapshot that the topic still holds.
   *
   * @param version empty for the newest
   * @throws UserException when there is no such snapshot, or it does not match its own hashes
   */
  public static ExportedModel read(Connection connection, Pipeline pipeline, OptionalLong version) {
    try (Admin admin = connection.openAdmin()) {
      new TopicAdmin(admin, pipeline).require(PipelineTopic.SNAPSHOTS);
    }
    try (SchemaRegistry registry = connection.openRegistry()) {
      return of(
          SnapshotHistory.select(
              SnapshotHistory.read(connection, registry, pipeline).snapshots(), version, pipeline));
    }
  }

  /** Checks a snapshot and names what is known of it. */
  static ExportedModel of(Snapshot snapshot) {
    Optional<String> mismatch = SnapshotSeal.mismatch(snapshot);
    if (mismatch.isPresent()) {
      throw damaged(snapshot, mismatch.get(), null);
    }
    try {
      byte[] bytes = new byte[snapshot.getParameters().remaining()];
      snapshot.getParameters().duplicate().get(bytes);
      Architecture architecture = Architecture.parse(snapshot.getArchitecture());
      Parameters parameters = Parameters.fromBytes(architecture, bytes);
      if (!parameters.isFinite()) {
        throw damaged(snapshot, "it holds a value that is infinite or not a number", null);
      }
      return ExportedModel.of(parameters, metadata(snapshot));
    } catch (IllegalArgumentException e) {
      throw damaged(snapshot, e.getMessage(), e);
    }
  }

  private static UserException damaged(Snapshot snapshot, String why, Throwable cause) {
    return new UserException(
        "Version %d is damaged and not exported (%s): give another --version."
            .formatted(snapshot.getVersion(), why.replaceFirst("\\.$", "")),
        cause);
  }

  private static Map<String, String> metadata(Snapshot snapshot) {
    Map<String, String> metadata = new TreeMap<>();
    metadata.put(ExportedModel.MODEL, snapshot.getModel());
    metadata.put(ExportedModel.VERSION, Long.toString(snapshot.getVersion()));
    metadata.put(ExportedModel.ARCHITECTURE, snapshot.getArchitecture());
    metadata.put(
        ExportedModel.DATATYPE, snapshot.getHyperparameters().get(SnapshotValidator.DATATYPE));
    metadata.put("sequence", Long.toString(snapshot.getSequence()));
    metadata.put("step", Long.toString(snapshot.getStep()));
    metadata.put(SHA256, snapshot.getSha256());
    metadata.put("parentSha256", snapshot.getParentSha256());
    metadata.put("contentSha256", snapshot.getContentSha256());
    metadata.put(
        "offsets",
        snapshot.getOffsets().stream()
            .map(at -> at.getPartition() + ":" + at.getOffset())
            .collect(Collectors.joining(",")));
    metadata.put("loss", Double.toString(snapshot.getLoss()));
    metadata.put("accuracy", Double.toString(snapshot.getAccuracy()));
    metadata.put("trainedAt", snapshot.getTrainedAt().toString());
    metadata.put("backend", snapshot.getBackend());
    snapshot
        .getHyperparameters()
        .forEach((key, value) -> metadata.put(HYPERPARAMETER_PREFIX + key, value));
    return metadata;
  }
}
