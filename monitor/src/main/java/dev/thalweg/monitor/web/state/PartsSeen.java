package dev.thalweg.monitor.web.state;

import dev.thalweg.schemas.avro.Snapshot;
import java.nio.ByteBuffer;

/** What the parts that came last say of the snapshot whose they are; of its weights the first. */
final class PartsSeen {
  private String sha256 = "";
  private ByteBuffer first = ByteBuffer.allocate(0);
  private long bytes;

  /** Takes note of a part. */
  void add(Snapshot part) {
    if (part.getPart() == 0) {
      sha256 = part.getSha256();
      first = part.getParameters();
      bytes = 0;
    }
    bytes += part.getParameters().remaining();
  }

  /** How many bytes of parameters a snapshot has; 0 where that is not known. */
  long bytes(Snapshot snapshot) {
    if (snapshot.getParts() == null) {
      return snapshot.getParameters().remaining();
    }
    return isOf(snapshot) ? bytes : 0;
  }

  /** The first bytes of its parameters: of a small one all, and none where they are not known. */
  ByteBuffer first(Snapshot snapshot) {
    return snapshot.getParts() != null && isOf(snapshot) ? first : snapshot.getParameters();
  }

  private boolean isOf(Snapshot snapshot) {
    return sha256.equals(snapshot.getSha256());
  }
}
