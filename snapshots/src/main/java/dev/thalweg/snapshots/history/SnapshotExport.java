package dev.thalweg.snapshots.history;

import dev.thalweg.model.export.ExportedModel;
import dev.thalweg.schemas.Connection;
import dev.thalweg.schemas.Pipeline;
import dev.thalweg.schemas.UserException;
import dev.thalweg.schemas.avro.Snapshot;
import dev.thalweg.snapshots.RefusedException;
import dev.thalweg.snapshots.ServedModel;
import dev.thalweg.snapshots.SnapshotValidator;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Takes a snapshot out of its topic, with all that is known of it. */
public final class SnapshotExport {
  /** The metadata's key of the snapshot's hash. */
  public static final String SHA256 = "sha256";

  private static final String HYPERPARAMETER_PREFIX = "hyperparameter.";

  private SnapshotExport() {}

  /**
   * Reads a snapshot.
   *
   * @param version empty for the newest
   * @throws UserException when there is no such snapshot, or it is damaged
   */
  public static ExportedModel read(Connection connection, Pipeline pipeline, OptionalLong version) {
    return of(new Snapshots(connection, pipeline).find(version));
  }

  /**
   * Checks a snapshot and names what is known of it.
   *
   * @throws UserException when it is damaged
   */
  public static ExportedModel of(StoredSnapshot stored) {
    Snapshot snapshot = stored.snapshot();
    try {
      if (stored.entry().damage().isPresent()) {
        throw new RefusedException(stored.entry().damage().get());
      }
      ServedModel sound =
          new SnapshotValidator(snapshot.getModel()).validate(stored.record().key(), snapshot);
      Map<String, String> metadata = metadata(snapshot);
      metadata.put(ExportedModel.DATATYPE, sound.datatype().text());
      return ExportedModel.of(sound.parameters(), metadata);
    } catch (RefusedException e) {
      throw new UserException(
          "Version %d is damaged and not exported (%s): give another --version."
              .formatted(snapshot.getVersion(), e.reason()),
          e);
    }
  }

  private static Map<String, String> metadata(Snapshot snapshot) {
    Map<String, String> metadata = new TreeMap<>();
    metadata.put(ExportedModel.MODEL, snapshot.getModel());
    metadata.put(ExportedModel.VERSION, Long.toString(snapshot.getVersion()));
    metadata.put(ExportedModel.ARCHITECTURE, snapshot.getArchitecture());
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
