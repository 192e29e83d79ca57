package dev.thalweg.trainer.fold.worker;

import dev.thalweg.schemas.DeadLetter;
import dev.thalweg.schemas.avro.Alarm;
import dev.thalweg.schemas.avro.JournalEntry;
import dev.thalweg.schemas.avro.Snapshot;
import dev.thalweg.schemas.avro.TrainingProgress;
import dev.thalweg.trainer.fold.FoldOutputs;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** Keeps what a fold puts out, in its order, until it is given to others. */
final class KeptOutputs implements FoldOutputs {
  private final List<Consumer<FoldOutputs>> kept = new ArrayList<>();

  @Override
  public void progress(TrainingProgress progress) {
    kept.add(outputs -> outputs.progress(progress));
  }

  @Override
  public void snapshot(Snapshot snapshot) {
    kept.add(outputs -> outputs.snapshot(snapshot));
  }

  @Override
  public void deadLetter(DeadLetter letter) {
    kept.add(outputs -> outputs.deadLetter(letter));
  }

  @Override
  public void alarm(Alarm alarm) {
    kept.add(outputs -> outputs.alarm(alarm));
  }

  @Override
  public void journal(JournalEntry entry) {
    kept.add(outputs -> outputs.journal(entry));
  }

  boolean isEmpty() {
    return kept.isEmpty();
  }

  void clear() {
    kept.clear();
  }

  void giveTo(FoldOutputs outputs) {
    kept.forEach(output -> output.accept(outputs));
  }
}
