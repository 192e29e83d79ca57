package dev.thalweg.trainer.guarantee;

import dev.thalweg.schemas.SnapshotRing;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Every snapshot has the hashes that the log gives, the ring is complete, and parameters, moments,
 * average and step at the end are those of the fold, bit for bit.
 */
final class ReplayEqualsLive implements Guarantee {

  @Override
  public String promise() {
    return "parameters, moments, average, step and every sha256 are those that the log gives";
  }

  @Override
  public List<String> violations(Observed live, Observed undisturbed) {
    List<String> violations = new ArrayList<>();
    Map<Long, SnapshotTrace> held = new HashMap<>();
    for (SnapshotTrace snapshot : live.snapshots()) {
      held.putIfAbsent(snapshot.sequence(), snapshot);
    }
    List<SnapshotTrace> expected = undisturbed.snapshots();
    for (SnapshotTrace snapshot : expected) {
      SnapshotTrace found = held.remove(snapshot.sequence());
      boolean inRing = snapshot.sequence() >= expected.size() - SnapshotRing.SLOTS;
      if (found == null && inRing) {
        violations.add("Sequence %d is not there.".formatted(snapshot.sequence()));
      } else if (found != null && !found.equals(snapshot)) {
        violations.add(
            "Sequence %d is %s; the log gives %s.".formatted(snapshot.sequence(), found, snapshot));
      }
    }
    if (!held.isEmpty()) {
      violations.add("The log does not give the sequences %s.".formatted(held.keySet()));
    }
    if (!live.stateSha256().equals(undisturbed.stateSha256())) {
      violations.add(
          "The state at offset %d has sha256 %s; the log gives %s."
              .formatted(live.end(), live.stateSha256(), undisturbed.stateSha256()));
    }
    return violations;
  }
}
