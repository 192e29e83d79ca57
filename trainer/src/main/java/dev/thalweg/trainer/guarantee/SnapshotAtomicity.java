package dev.thalweg.trainer.guarantee;

import dev.thalweg.schemas.avro.TrainingProgress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A snapshot, the progress of its step, the offset it stands for and the state behind it are
 * committed together or not at all.
 */
final class SnapshotAtomicity implements Guarantee {

  @Override
  public String promise() {
    return "a snapshot, its step, its offset and its state commit together or not at all";
  }

  @Override
  public List<String> violations(Observed live, Observed undisturbed) {
    List<String> violations = new ArrayList<>();
    Map<Long, TrainingProgress> steps = new HashMap<>();
    live.progress().forEach(progress -> steps.put(progress.getStep(), progress));
    String behindState = "";
    for (SnapshotTrace snapshot : live.snapshots()) {
      violations.addAll(tornApart(snapshot, steps.get(snapshot.step()), live.end()));
      if (snapshot.sequence() == live.stored().sequence() - 1) {
        behindState = snapshot.sha256();
      }
    }
    if (live.stored().next() > live.end()) {
      violations.add(
          "The state stands at offset %d and the group at %d."
              .formatted(live.stored().next(), live.end()));
    }
    if (!behindState.isEmpty() && !behindState.equals(live.stored().parentSha256())) {
      violations.add(
          "The state goes on from snapshot %s, and the topic holds %s in its place."
              .formatted(live.stored().parentSha256(), behindState));
    }
    return violations;
  }

  private static List<String> tornApart(SnapshotTrace snapshot, TrainingProgress step, long end) {
    List<String> violations = new ArrayList<>();
    if (!snapshot.damage().isEmpty()) {
      violations.add("Version %d: %s.".formatted(snapshot.version(), snapshot.damage()));
    }
    if (snapshot.offset() > end) {
      violations.add(
          "Version %d stands for the records below %d, and the group has committed %d."
              .formatted(snapshot.version(), snapshot.offset(), end));
    }
    if (step == null || step.getSamples() != snapshot.version()) {
      violations.add(
          "Version %d was taken at step %d, and there is no such step among the progress."
              .formatted(snapshot.version(), snapshot.step()));
    }
    return violations;
  }
}
