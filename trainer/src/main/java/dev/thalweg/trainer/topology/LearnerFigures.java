package dev.thalweg.trainer.topology;

import dev.thalweg.schemas.DeadLetter;
import dev.thalweg.schemas.LearnerDirective;
import dev.thalweg.schemas.avro.Alarm;
import dev.thalweg.schemas.avro.JournalEntry;
import dev.thalweg.schemas.avro.Snapshot;
import dev.thalweg.schemas.avro.TrainingProgress;
import dev.thalweg.topics.EventTime;
import dev.thalweg.trainer.fold.FoldOutputs;
import dev.thalweg.trainer.rounds.RoundFigures;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.DoubleSupplier;

/**
 * What the learners of this process do, for those who watch them; any thread may ask. The counts
 * begin with the process and are of what they have put out: not of what a start redoes silently,
 * and twice of what a transaction that was aborted had put out. What is learned does not depend on
 * them.
 *
 * <p>They are written once a step, by the learners' threads.
 */
public final class LearnerFigures {
  /** Minibatches that loss and accuracy are the mean of: plainly at first, then exponentially. */
  static final int RECENT = 64;

  private final InstantSource clock;
  private final EventTime times;
  private final AtomicLong samples = new AtomicLong();
  private final AtomicLong steps = new AtomicLong();
  private final AtomicLong refused = new AtomicLong();
  private final AtomicLong snapshots = new AtomicLong();
  private final AtomicLong restarts = new AtomicLong();
  private final RecentMean loss = new RecentMean();
  private final RecentMean accuracy = new RecentMean();
  private final AtomicInteger learners = new AtomicInteger();
  private final RoundFigures rounds = new RoundFigures();
  private volatile double learningRate = Double.NaN;
  private volatile Taken latest;

  /** A snapshot without its weights. */
  private record Taken(long version, Instant at) {}

  public LearnerFigures(InstantSource clock) {
    this.clock = clock;
    this.times = new EventTime(clock);
  }

  /** The outputs, counted on their way. */
  FoldOutputs counting(FoldOutputs outputs, DoubleSupplier rate) {
    return new Counting(outputs, rate);
  }

  /** A learner has begun in this process. */
  void begun() {
    learners.incrementAndGet();
  }

  /** One that had begun has ended. */
  void ended() {
    learners.decrementAndGet();
  }

  /** How many learners this process has; another one, or nobody, has the others. */
  public int learners() {
    return learners.get();
  }

  /** What they have of the others, where there are several. */
  public RoundFigures rounds() {
    return rounds;
  }

  /** Samples of minibatches, learned or left out. */
  public long samples() {
    return samples.get();
  }

  public long steps() {
    return steps.get();
  }

  /** Bounds the time of records. */
  EventTime times() {
    return times;
  }

  /** Records with a time that can't be, which are given that of their arrival. */
  public long timesBounded() {
    return times.bounded();
  }

  /** Records in dead-letters. */
  public long refused() {
    return refused.get();
  }

  public long snapshots() {
    return snapshots.get();
  }

  /** Directives to start anew from the weights that were obeyed. */
  public long restarts() {
    return restarts.get();
  }

  /** Mean loss of recent minibatches before they were learned; NaN before the first. */
  public double loss() {
    return loss.value;
  }

  /** Share of the samples of recent minibatches that were right before; NaN before the first. */
  public double accuracy() {
    return accuracy.value;
  }

  /** Of the next step; NaN before the first. */
  public double learningRate() {
    return learningRate;
  }

  /** Version of the last snapshot; NaN before the first. */
  public double snapshotVersion() {
    Taken taken = latest;
    return taken == null ? Double.NaN : taken.version();
  }

  /** Seconds since the last snapshot was taken; NaN before the first. */
  public double snapshotAgeSeconds() {
    Taken taken = latest;
    return taken == null
        ? Double.NaN
        : Duration.between(taken.at(), clock.instant()).toMillis() / 1e3;
  }

  private static final class RecentMean {
    private int values;
    private volatile double value = Double.NaN;

    synchronized void add(double next) {
      values = Math.min(values + 1, RECENT);
      value = values == 1 ? next : value + (next - value) / values;
    }
  }

  private final class Counting implements FoldOutputs {
    private final FoldOutputs outputs;
    private final DoubleSupplier rate;

    Counting(FoldOutputs outputs, DoubleSupplier rate) {
      this.outputs = outputs;
      this.rate = rate;
    }

    @Override
    public void progress(TrainingProgress progress) {
      outputs.progress(progress);
      samples.addAndGet(progress.getBatchSize());
      steps.incrementAndGet();
      if (progress.getErrors() == null) {
        accuracy.add((double) progress.getCorrect() / progress.getBatchSize());
      }
      if (progress.getApplied()) {
        loss.add(progress.getLoss());
      }
      learningRate = rate.getAsDouble();
    }

    @Override
    public void snapshot(Snapshot snapshot) {
      outputs.snapshot(snapshot);
      snapshots.incrementAndGet();
      latest = new Taken(snapshot.getVersion(), snapshot.getTrainedAt());
    }

    @Override
    public void deadLetter(DeadLetter letter) {
      outputs.deadLetter(letter);
      refused.incrementAndGet();
    }

    @Override
    public void alarm(Alarm alarm) {
      outputs.alarm(alarm);
    }

    @Override
    public void journal(JournalEntry entry) {
      outputs.journal(entry);
      if (LearnerDirective.RESTART.text().equals(entry.getDirective())) {
        restarts.incrementAndGet();
      }
    }
  }
}
