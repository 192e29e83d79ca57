package dev.thalweg.benchmarks.scale;

import dev.thalweg.model.merge.ModelWeights;
import dev.thalweg.schemas.AvroSerializer;
import dev.thalweg.schemas.PipelineTopic;
import dev.thalweg.schemas.SchemaRegistry;
import dev.thalweg.schemas.avro.Contribution;
import dev.thalweg.schemas.avro.MergeMember;
import dev.thalweg.trainer.fold.FoldOutcome;
import dev.thalweg.trainer.fold.FoldOutputs;
import dev.thalweg.trainer.fold.LearnedRound;
import dev.thalweg.trainer.fold.LearnerConfig;
import dev.thalweg.trainer.fold.SampleFold;
import dev.thalweg.trainer.rounds.Averager;
import dev.thalweg.trainer.rounds.MergedModel;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;

/**
 * Several learners and their averager on one thread: the trainer's own folds and merges, with a
 * method call where there is a topic otherwise. They take turns of a round each; who has no samples
 * left ends its round early, as after a silence, and is then no longer waited for.
 */
final class SharedRun implements AutoCloseable {
  private static final byte[] NO_BYTES = {};
  private static final Duration WAIT = Duration.ofSeconds(2);

  private final Partitioned samples;
  private final AvroSerializer<Contribution> serializer;
  private final String topic;
  private final List<SampleFold> folds = new ArrayList<>();
  private final Averager averager;
  private final CpuClock learning = new CpuClock();
  private final CpuClock sending = new CpuClock();
  private final CpuClock merging = new CpuClock();
  private MergedModel last;
  private long sentBytes;
  private long rounds;
  private long nowNs;

  /**
   * @param config of several learners
   * @param samples over as many partitions
   */
  SharedRun(LearnerConfig config, Partitioned samples, SchemaRegistry registry) {
    this.samples = samples;
    serializer = new AvroSerializer<>(registry);
    topic = config.pipeline().topic(PipelineTopic.CONTRIBUTIONS);
    averager = new Averager(config, WAIT);
    last = MergedModel.initial(config);
    averager.goOnAfter(last);
    for (int partition = 0; partition < config.rounds().learners(); partition++) {
      folds.add(new SampleFold(config, partition, 0, registry, InstantSource.system()));
    }
  }

  /** Learns all samples, merge after merge. */
  void run() {
    while (learnRounds()) {
      nowNs += WAIT.toNanos(); // as long as is waited for those that have no samples
      merging.run(this::merge);
      for (MergeMember member : last.merge().getMembers()) {
        folds.get(member.getPartition()).adopt(last.merge().getNumber(), last.weights());
      }
    }
  }

  /** A round of each learner that has samples; false where none has any. */
  private boolean learnRounds() {
    boolean any = false;
    for (int partition = 0; partition < folds.size(); partition++) {
      SampleFold fold = folds.get(partition);
      int of = partition;
      learning.run(() -> learn(fold, of));
      if (!fold.waits() && !fold.isRoundEmpty()) {
        fold.endRound();
      }
      if (fold.waits()) {
        any = true;
        rounds++;
        sending.run(() -> send(fold));
      }
    }
    return any;
  }

  /** As a trainer does, but for the writing. */
  private void send(SampleFold fold) {
    LearnedRound round = fold.learnedRound();
    sentBytes += serializer.serialize(topic, RecordSizes.contribution(round)).length;
    averager.offer(round, nowNs);
  }

  private void learn(SampleFold fold, int partition) {
    while (!fold.waits() && fold.next() < samples.samples(partition)) {
      FoldOutcome unused =
          fold.consume(
              fold.next(),
              NO_BYTES,
              NO_BYTES,
              samples.at(partition, (int) fold.next()),
              FoldOutputs.NONE);
    }
  }

  private void merge() {
    last = averager.merge(Instant.ofEpochMilli(nowNs / 1_000_000)).model();
    averager.goOnAfter(last);
  }

  ModelWeights weights() {
    return last.weights();
  }

  /** Samples that have a part in the weights. */
  long samples() {
    return MergedModel.samples(last.merge());
  }

  long merges() {
    return last.merge().getNumber();
  }

  /** Rounds of all learners that have a part in a merge. */
  long rounds() {
    return rounds;
  }

  /** Bytes of all contributions, in the wire format. */
  long sentBytes() {
    return sentBytes;
  }

  /** CPU time of this thread while samples were learned, in nanoseconds. */
  long learningNs() {
    return learning.nanos();
  }

  /** The same while rounds were made ready to be sent. */
  long sendingNs() {
    return sending.nanos();
  }

  /** The same while rounds were merged. */
  long mergingNs() {
    return merging.nanos();
  }

  @Override
  public void close() {
    folds.forEach(SampleFold::close);
  }
}
