package dev.thalweg.trainer;

import dev.thalweg.schemas.DeadLetter;
import dev.thalweg.schemas.avro.Alarm;
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
      };

  void progress(TrainingProgress progress);

  void snapshot(Snapshot snapshot);

  void deadLetter(DeadLetter letter);

  void alarm(Alarm alarm);
}
