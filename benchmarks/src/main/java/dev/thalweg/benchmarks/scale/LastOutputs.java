package dev.thalweg.benchmarks.scale;

import dev.thalweg.schemas.DeadLetter;
import dev.thalweg.schemas.avro.Alarm;
import dev.thalweg.schemas.avro.JournalEntry;
import dev.thalweg.schemas.avro.Snapshot;
import dev.thalweg.schemas.avro.TrainingProgress;
import dev.thalweg.trainer.fold.FoldOutputs;

/** Keeps the last of what a fold has put out. */
final class LastOutputs implements FoldOutputs {
  private TrainingProgress progress;
  private Snapshot snapshot;

  TrainingProgress progress() {
    return progress;
  }

  /** The last snapshot; null before the first. */
  Snapshot taken() {
    return snapshot;
  }

  @Override
  public void progress(TrainingProgress judged) {
    progress = judged;
  }

  @Override
  public void snapshot(Snapshot taken) {
    snapshot = taken;
  }

  @Override
  public void deadLetter(DeadLetter letter) {}

  @Override
  public void alarm(Alarm alarm) {}

  @Override
  public void journal(JournalEntry entry) {}
}
