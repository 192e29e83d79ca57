package dev.thalweg.trainer.replay;

import dev.thalweg.model.kernel.Backend;
import dev.thalweg.schemas.avro.Snapshot;
import dev.thalweg.trainer.replay.LiveModel.Published;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** Holds the snapshots of the run by the live configuration against the published ones. */
final class SnapshotCheck {
  private final Map<Long, Published> published = new HashMap<>();
  private final boolean sameBackend;
  private long compared;
  private long same;
  private Published newest;

  SnapshotCheck(LiveModel live) {
    live.snapshots().forEach(snapshot -> published.put(snapshot.sequence(), snapshot));
    sameBackend = live.backend().equals(Backend.describe());
  }

  void accept(Snapshot snapshot) {
    Published taken = Published.of(snapshot);
    Published theirs = published.get(taken.sequence());
    if (theirs == null
        || theirs.version() != taken.version()
        || theirs.offset() != taken.offset()) {
      return; // no longer in the topic, or the run began elsewhere
    }
    compared++;
    if (theirs.sha256().equals(taken.sha256())) {
      same++;
      newest = theirs;
    }
  }

  Agreement agreement() {
    return new Agreement(compared, same, Optional.ofNullable(newest), sameBackend);
  }
}
