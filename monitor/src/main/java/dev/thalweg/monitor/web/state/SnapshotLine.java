package dev.thalweg.monitor.web.state;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.thalweg.monitor.web.state.section.JsonNumbers;
import dev.thalweg.schemas.avro.Snapshot;
import dev.thalweg.schemas.text.Shown;
import java.io.IOException;

/** What the page shows of a snapshot: all but its parameters, which are megabytes. */
record SnapshotLine(
    long sequence,
    long version,
    double loss,
    double accuracy,
    double error,
    long bytes,
    long trainedAtMs,
    String sha256,
    String parentSha256) {
  /** Enough of a hash to tell snapshots apart. */
  private static final int HASH_WIDTH = 12;

  /**
   * What is shown.
   *
   * @param bytes of its parameters
   */
  static SnapshotLine of(Snapshot snapshot, long bytes) {
    return new SnapshotLine(
        snapshot.getSequence(),
        snapshot.getVersion(),
        snapshot.getLoss(),
        snapshot.getAccuracy(),
        snapshot.getError() == null ? Double.NaN : snapshot.getError(),
        bytes,
        snapshot.getTrainedAt().toEpochMilli(),
        hash(snapshot.getSha256()),
        hash(snapshot.getParentSha256()));
  }

  private static String hash(String sha256) {
    return Shown.text(sha256.substring(0, Math.min(sha256.length(), HASH_WIDTH)));
  }

  void write(JsonGenerator json) throws IOException {
    json.writeStartObject();
    json.writeNumberField("sequence", sequence);
    json.writeNumberField("version", version);
    json.writeFieldName("loss");
    JsonNumbers.writeRounded(json, loss);
    json.writeFieldName("accuracy");
    JsonNumbers.writeRounded(json, accuracy);
    JsonNumbers.writeFigure(json, "error", error);
    json.writeNumberField("bytes", bytes);
    json.writeNumberField("trainedAt", trainedAtMs);
    json.writeStringField("sha256", sha256);
    json.writeStringField("parent", parentSha256);
    json.writeEndObject();
  }
}
