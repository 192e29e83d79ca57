package dev.thalweg.trainer.replay;

import static dev.thalweg.trainer.Fixture.PIPELINE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.thalweg.model.learning.Hyperparameters;
import dev.thalweg.schemas.Connection;
import dev.thalweg.schemas.UserException;
import dev.thalweg.schemas.avro.LearnerProgress;
import dev.thalweg.schemas.avro.Merge;
import dev.thalweg.schemas.avro.MergeMember;
import dev.thalweg.trainer.Fixture;
import dev.thalweg.trainer.fold.LearnerConfig;
import dev.thalweg.trainer.fold.Rounds;
import dev.thalweg.trainer.log.SampleLogs;
import dev.thalweg.trainer.rounds.LearnersInMemory;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SharedReplayTest {
  private static final int LEARNERS = 3;
  private static final int SAMPLES = 400;
  private static final Replay.Progress SILENT = (records, total) -> {};

  private final Replay replay =
      new Replay(new Connection("none:1", "none", Map.of(), true), PIPELINE, Fixture.REGISTRY);

  @AfterEach
  void tearDown() {
    replay.close();
  }

  private ReplayResult run(
      LearnersInMemory learners, List<Merge> merges, ReplayMerges which, Candidate... candidates) {
    SampleLogs logs = SampleLogs.open(LEARNERS, learners.logs::get);
    return replay
        .run(logs, live(learners), List.of(candidates), merges, which, SILENT)
        .orElseThrow();
  }

  private static Optional<LiveModel> live(LearnersInMemory learners) {
    return LiveModel.of(PIPELINE, Fixture.read(learners.snapshots));
  }

  private static Candidate with(LearnersInMemory learners, Map<String, String> changes) {
    LearnerConfig live = learners.config;
    Hyperparameters changed = live.hyperparameters().change(changes);
    return Candidate.of("candidate", PIPELINE, live.architecture(), live.datatype(), changed);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4})
  void recordedMerges_takeTheLiveRunByEveryPublishedSnapshot(long seed) {
    try (LearnersInMemory learners = new LearnersInMemory(LEARNERS, SAMPLES, seed)) {
      learners.run();

      ReplayResult result =
          run(learners, learners.merges, ReplayMerges.RECORDED, with(learners, Map.of()));

      Agreement agreement = result.agreement().orElseThrow();
      assertThat(agreement.isWhole()).isTrue();
      assertThat(agreement.compared()).isEqualTo(learners.snapshots.size()).isGreaterThan(20);
      // The rounds of others end where those did, whatever they would do by themselves.
      assertThat(result.candidates().get(0).curve()).isEqualTo(result.live().orElseThrow().curve());
    }
  }

  @Test
  void candidateWithOtherMinibatches_learnsTheSameRecords() {
    try (LearnersInMemory learners = new LearnersInMemory(LEARNERS, SAMPLES, 1)) {
      learners.run();

      ReplayResult result =
          run(
              learners,
              learners.merges,
              ReplayMerges.RECORDED,
              with(learners, Map.of("batch.size", "5")));

      // 24 records hold no sample, and one is a directive
      long learned = result.live().orElseThrow().total().samples();
      assertThat(result.candidates().get(0).failure()).isEmpty();
      assertThat(result.candidates().get(0).total().samples())
          .isBetween(learned - 3 * 5, learned + 3 * 5)
          .isNotEqualTo(learned);
      assertThat(result.to()).as("up to the last merge").isGreaterThan(LEARNERS * 390L);
    }
  }

  @Test
  void fullMerges_haveAllLearnersWhoHaveSamples() {
    try (LearnersInMemory learners = new LearnersInMemory(LEARNERS, SAMPLES, 1)) {
      // Given: a partition that ends early
      learners.run();
      learners.logs.get(2).records.subList(20, SAMPLES).clear();
      SampleLogs logs = SampleLogs.open(LEARNERS, learners.logs::get);

      // When
      List<Merge> merges = FullMerges.over(logs, new Rounds(LEARNERS, 12));
      ReplayResult result =
          run(learners, merges, ReplayMerges.FULL, with(learners, Map.of("learning.rate", "0.02")));

      // Then
      assertThat(merges.get(0).getMembers()).extracting(MergeMember::getPartition).hasSize(3);
      assertThat(merges.get(1).getMembers()).hasSize(3);
      assertThat(merges.get(2).getMembers()).hasSize(2);
      assertThat(merges.get(1).getLearners())
          .extracting(LearnerProgress::getEnd)
          .containsExactly(24L, 24L, 21L);
      assertThat(merges).hasSize((SAMPLES + 1 + 11) / 12);
      assertThat(result.agreement()).as("published were others").isEmpty();
      assertThat(result.candidates().get(0).failure()).isEmpty();
      assertThat(result.to()).isEqualTo(2 * (SAMPLES + 1) + 21);
    }
  }

  @Test
  void candidateThatExplodes_failsAndTheOthersGoOn() {
    try (LearnersInMemory learners = new LearnersInMemory(LEARNERS, SAMPLES, 1)) {
      learners.run();

      ReplayResult result =
          run(
              learners,
              learners.merges,
              ReplayMerges.RECORDED,
              with(learners, Map.of("learning.rate", "1e6")));

      Outcome exploded = result.candidates().get(0);
      assertThat(exploded.hasFailed() || exploded.skipped() > 0).isTrue();
      assertThat(result.agreement().orElseThrow().isWhole()).isTrue();
    }
  }

  @Test
  void logsThatCannotBeReplayed_endWithASentence() {
    try (LearnersInMemory learners = new LearnersInMemory(LEARNERS, SAMPLES, 1)) {
      learners.run();
      Candidate candidate = with(learners, Map.of());

      assertThatThrownBy(() -> run(learners, List.of(), ReplayMerges.RECORDED, candidate))
          .isInstanceOf(UserException.class)
          .hasMessageContaining("no merge yet")
          .hasMessageContaining("--merges full");

      learners.logs.get(1).records.subList(100, SAMPLES).clear();
      assertThatThrownBy(() -> run(learners, learners.merges, ReplayMerges.RECORDED, candidate))
          .isInstanceOf(UserException.class)
          .hasMessageContaining("its log ends at 101");

      learners.logs.get(0).beginning = 3;
      assertThatThrownBy(() -> run(learners, learners.merges, ReplayMerges.RECORDED, candidate))
          .isInstanceOf(UserException.class)
          .hasMessageContaining("partition 0")
          .hasMessageContaining("below offset 3 have been removed");
    }
  }
}
