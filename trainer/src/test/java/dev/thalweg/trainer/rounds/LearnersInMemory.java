package dev.thalweg.trainer.rounds;

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
import java.util.SplittableRandom;
import org.apache.kafka.common.header.Headers;

/**
 * Several learners and an averager without a cluster, whose turns, crashes and waits are drawn from
 * a seed.
 */
final class LearnersInMemory implements AutoCloseable {
  static final String TOPIC_ID = "topic-1";
  private static final Duration WAIT = Duration.ofSeconds(2);

  final LearnerConfig config;
  final List<Fixture.FakeLog> logs = new ArrayList<>();
  final List<SampleFold> folds = new ArrayList<>();
  final List<Merge> merges = new ArrayList<>();
  final List<Snapshot> snapshots = new ArrayList<>();
  private final Map<Long, NumberedWeights> weights = new HashMap<>();
  private final SplittableRandom random;
  private Averager averager;
  private MergedModel last;
  private long nowNs;

  LearnersInMemory(int learners, int samples, long seed) {
    config = Fixture.config().with(new Rounds(learners, 12));
    random = new SplittableRandom(seed);
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
  void run() {
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
      nowNs += random.nextInt(5) == 0 ? WAIT.toNanos() : 1;
      if (averager.isDue(nowNs)) {
        merge();
      }
    }
  }

  private boolean turn(int partition) {
    SampleFold fold = folds.get(partition);
    if (fold.waits()) {
      averager.offer(fold.learnedRound(), nowNs);
      long merge = last.merge().getLearners().get(partition).getMerge();
      if (merge > fold.base()) {
        fold.adopt(merge, weights.get(merge).weights());
        return true;
      }
      return false;
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
    if (!fold.waits() && !fold.isRoundEmpty() && (ended || random.nextInt(15) == 0)) {
      fold.endRound();
      return true;
    }
    return !ended;
  }

  private void crash(int partition) {
    SampleFold fold = folds.get(partition);
    long next = fold.next();
    byte[] blob = fold.blob(TOPIC_ID, new byte[0]);
    fold.close();
    SampleFold again = fold(partition);
    again.restore(FoldState.fromBytes(blob));
    Fixture.consume(again, logs.get(partition), next, FoldOutputs.NONE);
    folds.set(partition, again);
  }

  private void merge() {
    Merging.Merged merged = averager.merge(Instant.ofEpochMilli(nowNs));
    last = merged.model();
    long number = last.merge().getNumber();
    weights.put(number, new NumberedWeights(number, last.weights()));
    merges.add(last.merge());
    merged.snapshot().ifPresent(snapshots::add);
    averager.goOnAfter(last);
  }

  @Override
  public void close() {
    folds.forEach(SampleFold::close);
  }
}
