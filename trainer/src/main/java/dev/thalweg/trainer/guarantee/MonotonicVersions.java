package dev.thalweg.trainer.guarantee;

import java.util.ArrayList;
import java.util.List;

/** Versions and sequences never go back, except for repeats that are the same. */
final class MonotonicVersions implements Guarantee {

  @Override
  public String promise() {
    return "versions and sequences of snapshots never go back";
  }

  @Override
  public List<String> violations(Observed live, Observed undisturbed) {
    Repeats<SnapshotTrace> snapshots =
        Repeats.dropped(live.snapshots(), "Sequence", SnapshotTrace::sequence);
    List<String> violations = new ArrayList<>(snapshots.differing());
    SnapshotTrace before = null;
    for (SnapshotTrace snapshot : snapshots.firsts()) {
      if (before != null
          && (snapshot.sequence() <= before.sequence() || snapshot.version() <= before.version())) {
        violations.add(
            "After sequence %d, version %d, comes sequence %d, version %d."
                .formatted(
                    before.sequence(), before.version(), snapshot.sequence(), snapshot.version()));
      }
      before = snapshot;
    }
    return violations;
  }
}
