package dev.thalweg.trainer.fold;

import dev.thalweg.schemas.DeadLetter;
import dev.thalweg.schemas.avro.Alarm;
import dev.thalweg.schemas.avro.JournalEntry;
import dev.thalweg.schemas.avro.Snapshot;
import dev.thalweg.schemas.avro.TrainingProgress;

/** Where the fold's outputs go. */
public interface FoldOutputs {
  /** For samples whose outputs were committed before. */
  FoldOutputs NONE =
      new FoldOutputs() {
        @Override
        public void progress(TrainingProgress progress) {}

        @Override
        public void snapshot(Snapshot snapshot) {}

        @Override
        public void deadLetter(DeadLetter letter) {}

        @Override
        public void alarm(Alarm alarm) {}

        @Override
        public void journal(JournalEntry entry) {}
      };

  /** A minibatch was judged, and learned unless it diverged. */
  void progress(TrainingProgress progress);

  /** A sealed snapshot was taken. */
  void snapshot(Snapshot snapshot);

  /** A record was refused, or a sample of a minibatch that diverged left out. */
  void deadLetter(DeadLetter letter);

  /** A person should know. */
  void alarm(Alarm alarm);

  /** Something else than samples has changed the learner. */
  void journal(JournalEntry entry);
}
