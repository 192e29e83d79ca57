package dev.thalweg.trainer.rounds;

import dev.thalweg.model.merge.ModelWeights;
import dev.thalweg.schemas.LearnerDirective;
import dev.thalweg.schemas.avro.Merge;
import dev.thalweg.schemas.avro.Snapshot;
import dev.thalweg.trainer.Fixture;
import dev.thalweg.trainer.fold.FoldOutcome;
import dev.thalweg.trainer.fold.FoldOutputs;
import dev.thalweg.trainer.fold.FoldState;
import dev.thalweg.trainer.fold.LearnerConfig;
import dev.thalweg.trainer.fold.Rounds;
import dev.thalweg.trainer.fold.SampleFold;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import org.apache.kafka.common.header.Headers;

/**
 * Several learners and an averager without a cluster, whose turns, commits, crashes and waits are
 * drawn from a seed. A crash takes a learner back to what it has committed, some rounds ago.
 */
public final class LearnersInMemory implements AutoCloseable {
  static final String TOPIC_ID = "topic-1";
  private static final Duration WAIT = Duration.ofSeconds(2);

  public final LearnerConfig config;
  public final List<Fixture.FakeLog> logs = new ArrayList<>();
  final List<SampleFold> folds = new ArrayList<>();
  public final List<Merge> merges = new ArrayList<>();

  /** The states of the learners as they were committed last, some rounds ago. */
  private final List<byte[]> committed = new ArrayList<>();

  public final List<Snapshot> snapshots = new ArrayList<>();

  /** How far each log was when its learner last began: what is before may have been sent. */
  private final long[] seen;

  private final Map<Long, ModelWeights> weights = new HashMap<>();
  private final SplittableRandom random;
  private Averager averager;
  private MergedModel last;
  private long nowNs;

  /**
   * With an even seed the learners replay older samples; by turns of two, they standardize, or
   * learn numbers.
   */
  public LearnersInMemory(int learners, int samples, long seed) {
    List<LearnerConfig> kinds =
        List.of(Fixture.config(), Fixture.standardized(), Fixture.regression());
    LearnerConfig alone = kinds.get((int) (seed / 2 % 3));
    config = (seed % 2 == 0 ? Fixture.withReplay(alone) : alone).with(new Rounds(learners, 12));
    random = new SplittableRandom(seed);
    seen = new long[learners];
    last = MergedModel.initial(config);
    averager = averager();
    for (int partition = 0; partition < learners; partition++) {
      Fixture.FakeLog log = new Fixture.FakeLog();
      for (int i = 0; i < samples; i++) {
        log.records.add(i % 50 == 49 ? new byte[] {1} : Fixture.sample(i + 1_000_000L * partition));
      }
      log.insert(samples / 2, LearnerDirective.RESTART);
      logs.add(log);
      folds.add(fold(partition));
      committed.add(folds.get(partition).blob(TOPIC_ID, new byte[0]));
    }
  }

  private Averager averager() {
    Averager made = new Averager(config, WAIT);
    made.goOnAfter(last);
    return made;
  }

  private SampleFold fold(int partition) {
    return new SampleFold(config, partition, 0, Fixture.REGISTRY, Fixture.CLOCK);
  }

  /** Until all samples are consumed, and merged as far as they are in steps. */
  public void run() {
    for (int idle = 0; idle < 40; ) {
      int partition = random.nextInt(folds.size());
      boolean moved = turn(partition);
      idle = moved ? 0 : idle + 1;
      if (random.nextInt(20) == 0) {
        crash(partition);
      }
      if (random.nextInt(30) == 0) {
        averager = averager(); // another takes over, and hears all that is not merged again
        folds.stream()
            .filter(SampleFold::waits)
            .forEach(fold -> averager.offer(fold.learnedRound(), nowNs));
      }
      if (random.nextInt(12) == 0) {
        committed.set(partition, folds.get(partition).blob(TOPIC_ID, new byte[0]));
      }
      nowNs += random.nextInt(5) == 0 ? WAIT.toNanos() : 1;
      if (averager.isDue(nowNs)) {
        merge();
      }
    }
  }

  private boolean turn(int partition) {
    SampleFold fold = folds.get(partition);
    if (fold.waits()) {
      averager.offer(fold.learnedRound().committedAt(committedBase(partition)), nowNs);
      Optional<TakenRound> taken =
          TakenRound.in(last.merge(), partition, fold.base(), weights::get);
      taken.ifPresent(of -> fold.adopt(of.merge(), of.weights()));
      return taken.isPresent();
    }
    Fixture.FakeLog log = logs.get(partition);
    int count = random.nextInt(8);
    for (int i = 0; i < count && fold.next() < log.endOffset() && !fold.waits(); i++) {
      long offset = fold.next();
      Headers headers = log.headers(offset);
      FoldOutcome unused =
          fold.consume(
              offset,
              Fixture.key(offset),
              log.records.get((int) offset),
              headers,
              FoldOutputs.NONE);
    }
    boolean ended = fold.next() == log.endOffset();
    if (!fold.waits()
        && !fold.isRoundEmpty()
        && fold.next() >= seen[partition]
        && (ended || random.nextInt(15) == 0)) {
      fold.endRound(); // depends on time, so it is committed at once
      committed.set(partition, fold.blob(TOPIC_ID, new byte[0]));
      return true;
    }
    return !ended;
  }

  private void crash(int partition) {
    seen[partition] = Math.max(seen[partition], folds.get(partition).next());
    folds.get(partition).close();
    SampleFold again =
        Fixture.fold(config, partition, committed.get(partition), logs.get(partition));
    if (again.waits()) {
      Fixture.consume(again, logs.get(partition), again.roundEnd(), FoldOutputs.NONE);
    }
    folds.set(partition, again);
  }

  private long committedBase(int partition) {
    return FoldState.fromBytes(committed.get(partition)).round().orElseThrow().base();
  }

  private void merge() {
    Merging.Merged merged = averager.merge(Instant.ofEpochMilli(nowNs));
    last = merged.model();
    long number = last.merge().getNumber();
    weights.put(number, last.weights());
    merges.add(last.merge());
    merged.snapshot().ifPresent(snapshots::add);
    averager.goOnAfter(last);
  }

  @Override
  public void close() {
    folds.forEach(SampleFold::close);
  }
}
