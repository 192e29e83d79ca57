package dev.thalweg.trainer.fold;

import static dev.thalweg.trainer.Fixture.key;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.thalweg.schemas.LearnerDirective;
import dev.thalweg.trainer.Fixture;
import dev.thalweg.trainer.Fixture.Collected;
import dev.thalweg.trainer.fold.LearnerConfig.OnDivergence;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.junit.jupiter.api.Test;

class FoldOutcomeTest {
  private static final Headers NONE = new RecordHeaders();

  @Test
  void outcome_tellsStepsSnapshotsAndWhatWaits() {
    // Given: minibatches of 4, a snapshot every 10
    Collected outputs = new Collected();
    List<FoldOutcome> outcomes = new ArrayList<>();

    // When
    try (SampleFold fold = Fixture.fold(Fixture.config())) {
      for (int offset = 0; offset < 40; offset++) {
        outcomes.add(fold.consume(offset, key(offset), Fixture.sample(offset), NONE, outputs));
      }
    }

    // Then
    for (int offset = 0; offset < 40; offset++) {
      assertThat(outcomes.get(offset)).isEqualTo(expected(offset + 1));
    }
    assertThat(outcomes.stream().filter(FoldOutcome.SNAPSHOT_TAKEN::equals))
        .hasSameSizeAs(outputs.snapshots);
  }

  private static FoldOutcome expected(int samples) {
    if (samples % 4 != 0) {
      return FoldOutcome.GATHERED;
    }
    return List.of(12, 20, 32, 40).contains(samples)
        ? FoldOutcome.SNAPSHOT_TAKEN
        : FoldOutcome.STEPPED;
  }

  @Test
  void outcome_isRefusedWhereTheRecordIsNoSample() {
    Collected outputs = new Collected();
    try (SampleFold fold = Fixture.fold(Fixture.config())) {
      assertThat(fold.consume(0, key(0), "rubbish".getBytes(UTF_8), NONE, outputs))
          .isEqualTo(FoldOutcome.REFUSED);
    }
    assertThat(outputs.deadLetters).hasSize(1);
  }

  @Test
  void outcome_isObeyedWhereTheRecordIsADirective() {
    Collected outputs = new Collected();
    Headers restart = LearnerDirective.RESTART.toRecord(Fixture.PIPELINE, 0, "one").headers();
    try (SampleFold fold = Fixture.fold(Fixture.config())) {
      assertThat(fold.consume(0, key(0), null, restart, outputs)).isEqualTo(FoldOutcome.OBEYED);
    }
    assertThat(outputs.journal).hasSize(1);
  }

  @Test
  void outcome_isAStepWhereAMinibatchIsLeftOutBecauseItDiverged() {
    Collected outputs = new Collected();
    List<FoldOutcome> outcomes = new ArrayList<>();
    try (SampleFold fold = Fixture.fold(Fixture.diverging(OnDivergence.SKIP))) {
      for (int offset = 0; offset < 8; offset++) {
        outcomes.add(fold.consume(offset, key(offset), Fixture.sample(offset), NONE, outputs));
      }
    }
    assertThat(outcomes.get(3)).isEqualTo(FoldOutcome.STEPPED);
    assertThat(outcomes.get(7)).isEqualTo(FoldOutcome.STEPPED);
    assertThat(outputs.alarms).hasSize(1);
  }
}
