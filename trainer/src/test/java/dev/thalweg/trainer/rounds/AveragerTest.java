package dev.thalweg.trainer.rounds;

import static org.assertj.core.api.Assertions.assertThat;

import dev.thalweg.model.merge.ModelWeights;
import dev.thalweg.schemas.avro.KeptMerge;
import dev.thalweg.schemas.avro.LearnerProgress;
import dev.thalweg.schemas.avro.Merge;
import dev.thalweg.schemas.avro.MergeMember;
import dev.thalweg.trainer.Fixture;
import dev.thalweg.trainer.fold.LearnedRound;
import dev.thalweg.trainer.fold.LearnerConfig;
import dev.thalweg.trainer.fold.Rounds;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class AveragerTest {
  private static final Duration WAIT = Duration.ofSeconds(2);

  private final LearnerConfig config = Fixture.config().with(new Rounds(3, 12));
  private final Averager averager = new Averager(config, WAIT);
  private long committed;
  private MergedModel last = MergedModel.initial(config);

  AveragerTest() {
    averager.goOnAfter(last);
  }

  private LearnedRound round(int partition) {
    LearnerProgress before = last.merge().getLearners().get(partition);
    return round(partition, before.getMerge(), before.getSamples() + 12);
  }

  private LearnedRound round(int partition, long base, long samples) {
    int parameters = config.architecture().parameterCount();
    float[] learned = new float[parameters];
    learned[0] = partition + 1;
    return new LearnedRound(
        LearnerProgress.newBuilder()
            .setPartition(partition)
            .setMerge(base)
            .setOffset(samples)
            .setEnd(samples)
            .setSamples(samples)
            .setSteps(samples / 4)
            .setLossSum((double) samples)
            .setCounted(samples)
            .setCorrect(1)
            .build(),
        new ModelWeights(learned, new float[parameters]),
        committed);
  }

  private Merge merge() {
    last = averager.merge(Instant.EPOCH).model();
    averager.goOnAfter(last);
    return last.merge();
  }

  private static List<Integer> members(Merge merge) {
    return merge.getMembers().stream().map(MergeMember::getPartition).toList();
  }

  @Test
  void allRoundsThere_areMergedAtOnceInTheOrderOfPartitions() {
    averager.offer(round(2), 0);
    averager.offer(round(0), 1);
    assertThat(averager.isDue(2)).isFalse();
    averager.offer(round(1), 2);

    assertThat(averager.isDue(2)).isTrue();
    float before = last.weights().trained()[0];
    assertThat(members(merge())).containsExactly(0, 1, 2);
    assertThat(last.weights().trained()[0]).isEqualTo((float) (before + 6.0 / 3));
  }

  @Test
  void silentLearner_isWaitedForThreeTimesAndCountedUntilThen() {
    for (int i = 0; i < Averager.MISSED_MAX; i++) {
      averager.offer(round(0), 0);
      averager.offer(round(1), 0);
      assertThat(averager.isDue(WAIT.toNanos() - 1)).isFalse();
      assertThat(averager.isDue(WAIT.toNanos())).isTrue();
      assertThat(merge().getDivisor()).isEqualTo(3);
    }

    // When
    averager.offer(round(0), 0);
    averager.offer(round(1), 0);

    // Then
    assertThat(averager.isDue(0)).isTrue();
    assertThat(merge().getDivisor()).isEqualTo(2);

    // When: it comes back, over an old base
    averager.offer(round(2), 0);
    averager.offer(round(0), 0);
    assertThat(averager.isDue(0)).as("the others are live").isFalse();
    averager.offer(round(1), 0);

    // Then
    Merge merge = merge();
    assertThat(members(merge)).containsExactly(0, 1, 2);
    assertThat(merge.getDivisor()).isEqualTo(3);
  }

  @Test
  void repeatAndStranger_changeNothing() {
    averager.offer(round(0), 0);
    averager.offer(round(0, 0, 99), 0);
    averager.offer(round(7, 0, 12), 0);
    averager.offer(round(1, 5, 12), 0);

    Merge merge = merge();
    assertThat(members(merge)).containsExactly(0);
    assertThat(merge.getLearners().get(0).getSamples()).isEqualTo(12);

    // When: what is merged comes again
    averager.offer(round(0, 0, 12), 0);

    // Then
    assertThat(averager.isDue(Long.MAX_VALUE)).isFalse();
  }

  @Test
  void mergeIsKept_asLongAsAMemberMayGoOnFromItAgain() {
    for (int i = 0; i < 3; i++) {
      averager.offer(round(0), 0);
      merge();
    }
    assertThat(kept()).containsExactly(1L, 2L, 3L);

    // When: the learner has committed a state that began with merge 2
    committed = 2;
    averager.offer(round(0), 0);
    merge();
    assertThat(kept()).containsExactly(3L, 4L);

    // When: another has a part, of which nothing is known
    committed = 0;
    averager.offer(round(1), 0);
    merge();
    committed = 4;
    averager.offer(round(0), 0);
    merge();

    // Then
    assertThat(kept()).containsExactly(5L, 6L);
  }

  private List<Long> kept() {
    return last.merge().getKept().stream().map(KeptMerge::getNumber).toList();
  }

  @Test
  void fullRounds_giveASnapshotAtMultiplesAlone_earlyOnesWhereEnoughIsNew() {
    averager.offer(round(0), 0); // 12, more than one multiple of 10
    assertThat(merge().getSnapshot().getVersion()).isEqualTo(12);
    assertThat(last.hasSnapshot()).isTrue();

    averager.offer(round(1, 0, 4), 0); // 16, ended early, and 4 of 10 are new
    assertThat(merge().getSnapshot().getVersion()).isEqualTo(16);

    averager.offer(round(2, 0, 0), 0); // joins by an empty round
    merge();
    assertThat(last.hasSnapshot()).isFalse();
    assertThat(last.merge().getSnapshot().getVersion()).isEqualTo(16);
  }
}
