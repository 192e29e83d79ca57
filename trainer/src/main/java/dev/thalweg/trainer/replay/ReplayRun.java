package dev.thalweg.trainer.replay;

import dev.thalweg.schemas.DeadLetter;
import dev.thalweg.schemas.SchemaRegistry;
import dev.thalweg.schemas.UserException;
import dev.thalweg.schemas.avro.Alarm;
import dev.thalweg.schemas.avro.ErrorSums;
import dev.thalweg.schemas.avro.JournalEntry;
import dev.thalweg.schemas.avro.Merge;
import dev.thalweg.schemas.avro.Snapshot;
import dev.thalweg.schemas.avro.TrainingProgress;
import dev.thalweg.trainer.fold.FoldOutputs;
import dev.thalweg.trainer.fold.LearnerConfig;
import dev.thalweg.trainer.fold.SampleFold;
import dev.thalweg.trainer.log.SampleLog;
import dev.thalweg.trainer.rounds.MergedFold;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** One candidate's fold over the range, and its curve. After its making it is one thread's. */
final class ReplayRun implements FoldOutputs, AutoCloseable {
  private final Candidate candidate;
  private final Stretches stretches;
  private final Consumer<Snapshot> snapshots;
  private final List<SampleFold> folds = new ArrayList<>();

  /** Null with a single learner. */
  private final MergedFold merged;

  private final Stretch[] curve;
  private long steps;
  private long skipped;
  private long deadLetters;
  private String refusal = "";
  private String failure;
  private long position;

  /**
   * A run that has consumed nothing.
   *
   * @param config the candidate's; of several learners, with the rounds that it has here
   * @param snapshots is given every snapshot that the configuration takes
   * @throws UserException when the network can't be made
   */
  ReplayRun(
      Candidate candidate,
      LearnerConfig config,
      Stretches stretches,
      SchemaRegistry registry,
      Consumer<Snapshot> snapshots) {
    this.candidate = candidate;
    this.stretches = stretches;
    this.snapshots = snapshots;
    this.curve = new Stretch[stretches.count()];
    for (int i = 0; i < curve.length; i++) {
      curve[i] = new Stretch(stretches.end(i), 0, 0, 0, 0, 0);
    }
    try {
      if (config.rounds().areShared()) {
        merged =
            new MergedFold(
                config,
                partition -> SampleLog.empty(), // a pass gives all that it consumes
                partition -> this,
                registry,
                InstantSource.system());
        for (int partition = 0; partition < config.rounds().learners(); partition++) {
          folds.add(merged.fold(partition));
        }
      } else {
        merged = null;
        folds.add(new SampleFold(config, 0, stretches.from(), registry, InstantSource.system()));
      }
    } catch (IllegalArgumentException e) {
      throw new UserException(
          "The candidate %s is not possible: %s".formatted(candidate.name(), e.getMessage()), e);
    }
  }

  Candidate candidate() {
    return candidate;
  }

  /** Consumes a record, unless the run has failed already. */
  void consume(LoggedSample record) {
    if (failure != null) {
      return;
    }
    position = record.position();
    SampleFold fold = folds.get(record.partition());
    if (fold.waits()) {
      return; // beyond the end of its round, where the log was learned by other rounds
    }
    try {
      if (record.directive() != null) {
        fold.obey(record.offset(), record.directive(), this);
      } else if (record.sample() == null) {
        fold.refuse(record.offset(), record.key(), record.value(), record.unreadable(), this);
      } else {
        fold.consume(record.offset(), record.key(), record.value(), record.sample(), this);
      }
    } catch (UserException e) { // it has exploded: an end for this run, and a result
      failure = e.getMessage();
    }
  }

  /** Makes one model of the rounds of several learners, unless the run has failed already. */
  void merge(Merge merge) {
    if (failure != null) {
      return;
    }
    try {
      merged.merge(merge).ifPresent(snapshots);
    } catch (UserException e) { // its weights are not finite
      failure = e.getMessage();
    }
  }

  @Override
  public void progress(TrainingProgress progress) {
    steps++;
    boolean applied = progress.getApplied();
    skipped += applied ? 0 : 1;
    int size = progress.getBatchSize();
    ErrorSums errors = progress.getErrors();
    int stretch = stretches.stretch(position);
    curve[stretch] =
        curve[stretch].plus(
            new Stretch(
                stretches.end(stretch),
                size,
                progress.getCorrect(),
                errors == null ? 0 : errors.getAbsolute(),
                applied ? size : 0,
                applied ? progress.getLoss() * size : 0));
  }

  @Override
  public void snapshot(Snapshot snapshot) {
    snapshots.accept(snapshot);
  }

  /** Of a refused record, or of one whose step was left out. */
  @Override
  public void deadLetter(DeadLetter letter) {
    if (deadLetters++ == 0) {
      refusal = letter.error();
    }
  }

  @Override
  public void alarm(Alarm alarm) {}

  @Override
  public void journal(JournalEntry entry) {}

  Outcome outcome() {
    if (failure == null && steps == 0) {
      failure =
          refusal.isEmpty()
              ? "The range does not hold even one minibatch of %,d samples."
                  .formatted(candidate.config().hyperparameters().batchSize())
              : "There is not even one minibatch of samples; the first refusal: " + refusal;
    }
    long left = skipped * candidate.config().hyperparameters().batchSize();
    return new Outcome(
        candidate,
        steps,
        skipped,
        deadLetters - left,
        new ArrayList<>(List.of(curve)),
        Optional.ofNullable(failure));
  }

  @Override
  public void close() {
    folds.forEach(SampleFold::close);
  }
}
