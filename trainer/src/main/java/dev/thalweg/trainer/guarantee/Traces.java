package dev.thalweg.trainer.guarantee;

import dev.thalweg.schemas.DeadLetter;
import dev.thalweg.schemas.avro.Alarm;
import dev.thalweg.schemas.avro.JournalEntry;
import dev.thalweg.schemas.avro.Snapshot;
import dev.thalweg.schemas.avro.TrainingProgress;
import dev.thalweg.trainer.fold.FoldOutputs;
import dev.thalweg.trainer.fold.FoldState;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * Collects what is compared of a trainer's outputs. Alarms are for people and carry no identity.
 */
final class Traces implements FoldOutputs {
  private final List<TrainingProgress> progress = new ArrayList<>();
  private final List<SnapshotTrace> snapshots = new ArrayList<>();
  private final List<DeadLetterTrace> deadLetters = new ArrayList<>();
  private final List<JournalEntry> journal = new ArrayList<>();
  private boolean lastMayBeMissing;

  @Override
  public void progress(TrainingProgress taken) {
    taken.setTrainedAt(Instant.EPOCH);
    progress.add(taken);
  }

  @Override
  public void snapshot(Snapshot taken) {
    snapshots.add(SnapshotTrace.of(taken));
  }

  void snapshot(SnapshotTrace taken) {
    snapshots.add(taken);
  }

  @Override
  public void deadLetter(DeadLetter letter) {
    deadLetter(DeadLetterTrace.of(letter.origin().toString(), letter.error(), letter.value()));
  }

  void deadLetter(DeadLetterTrace letter) {
    deadLetters.add(letter);
  }

  @Override
  public void alarm(Alarm alarm) {}

  @Override
  public void journal(JournalEntry entry) {
    journal.add(entry);
  }

  /** The last snapshot was perhaps not published before everything ended. */
  void lastMayBeMissing() {
    lastMayBeMissing = true;
  }

  /** As {@link #observed}, without a last snapshot that may be missing where it is. */
  Observed observedOf(Observed live, long end, FoldState stored) {
    int last = snapshots.size() - 1;
    if (lastMayBeMissing
        && live.snapshots().stream()
            .noneMatch(taken -> taken.sequence() == snapshots.get(last).sequence())) {
      snapshots.remove(last);
    }
    return observed(end, stored, "");
  }

  Observed observed(long end, FoldState stored, String stateSha256) {
    return new Observed(end, progress, snapshots, deadLetters, journal, stored, stateSha256);
  }
}
