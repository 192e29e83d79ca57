package dev.thalweg.trainer.rounds;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.thalweg.schemas.UserException;
import dev.thalweg.schemas.avro.Merge;
import dev.thalweg.schemas.avro.Snapshot;
import dev.thalweg.snapshots.SnapshotSeal;
import dev.thalweg.trainer.Fixture;
import dev.thalweg.trainer.fold.FoldOutputs;
import dev.thalweg.trainer.fold.SampleFold;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MergedFoldTest {
  private static final int SAMPLES = 400;

  private static MergedFold follower(LearnersInMemory learners) {
    return new MergedFold(
        learners.config,
        learners.logs::get,
        partition -> FoldOutputs.NONE,
        Fixture.REGISTRY,
        Fixture.CLOCK);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void whateverTheTimesAndCrashes_logsAndMembershipsGiveTheSameBits(long seed) {
    try (LearnersInMemory learners = new LearnersInMemory(3, SAMPLES, seed);
        MergedFold fold = follower(learners)) {
      // When
      learners.run();

      // Then
      List<Snapshot> snapshots = new ArrayList<>();
      for (Merge merge : learners.merges) {
        fold.follow(merge).ifPresent(snapshots::add);
        assertThat(MergedFold.difference(merge, fold.last().merge())).isEmpty();
      }
      assertThat(snapshots)
          .hasSizeGreaterThan(20)
          .extracting(Snapshot::getSha256)
          .containsExactlyElementsOf(learners.snapshots.stream().map(Snapshot::getSha256).toList());
      for (int partition = 0; partition < 3; partition++) {
        SampleFold live = learners.folds.get(partition);
        fold.consume(partition, live.next());
        assertThat(fold.fold(partition).blob(LearnersInMemory.TOPIC_ID, new byte[0]))
            .isEqualTo(live.blob(LearnersInMemory.TOPIC_ID, new byte[0]));
      }
      assertThat(learners.merges)
          .as("some without a learner")
          .anyMatch(merge -> merge.getMembers().size() < 3);
      assertThat(snapshots).allMatch(snapshot -> SnapshotSeal.mismatch(snapshot).isEmpty());
    }
  }

  @Test
  void removedSample_isFound() {
    try (LearnersInMemory learners = new LearnersInMemory(2, SAMPLES, 1);
        MergedFold fold = follower(learners)) {
      learners.run();
      learners.logs.get(1).records.set(3, new byte[] {1});

      Optional<String> difference = Optional.empty();
      for (Merge merge : learners.merges) {
        Optional<Snapshot> unused = fold.follow(merge);
        difference = difference.or(() -> MergedFold.difference(merge, fold.last().merge()));
      }

      assertThat(difference.orElseThrow()).contains("partition 1 with sha256");
    }
  }

  @Test
  void changedMembership_isFound() {
    try (LearnersInMemory learners = new LearnersInMemory(2, SAMPLES, 1);
        MergedFold fold = follower(learners)) {
      learners.run();
      Merge changed =
          learners.merges.stream()
              .filter(merge -> merge.getMembers().size() == 2)
              .findFirst()
              .orElseThrow();
      for (Merge merge : learners.merges) {
        if (merge.equals(changed)) {
          break;
        }
        Optional<Snapshot> unused = fold.follow(merge);
      }
      changed.setMembers(List.of(changed.getMembers().get(0)));

      Optional<Snapshot> unused = fold.follow(changed);

      assertThat(MergedFold.difference(changed, fold.last().merge())).isPresent();
    }
  }

  @Test
  void missingMerge_isTold() {
    try (LearnersInMemory learners = new LearnersInMemory(2, SAMPLES, 1);
        MergedFold fold = follower(learners)) {
      learners.run();

      assertThatThrownBy(() -> fold.follow(learners.merges.get(1)))
          .isInstanceOf(UserException.class)
          .hasMessage("After merge 0 comes merge 2: one of them is no longer in the log.");
    }
  }
}
