package dev.thalweg.trainer.fold;

import static dev.thalweg.trainer.Fixture.consume;
import static dev.thalweg.trainer.Fixture.fold;
import static dev.thalweg.trainer.Fixture.samples;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.thalweg.schemas.DeadLetter;
import dev.thalweg.schemas.UserException;
import dev.thalweg.schemas.avro.AlarmKind;
import dev.thalweg.schemas.avro.Datatype;
import dev.thalweg.schemas.avro.PartitionOffset;
import dev.thalweg.schemas.avro.Sample;
import dev.thalweg.schemas.avro.Snapshot;
import dev.thalweg.snapshots.SnapshotSeal;
import dev.thalweg.trainer.Fixture;
import dev.thalweg.trainer.Fixture.Collected;
import dev.thalweg.trainer.fold.LearnerConfig.OnDivergence;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class SampleFoldTest {

  @Test
  void progress_comesOncePerMinibatchAndCountsSamples() {
    // Given
    Collected outputs = new Collected();

    // When
    try (SampleFold fold = fold(Fixture.config())) {
      consume(fold, samples(11), 11, outputs);
    }

    // Then
    assertThat(outputs.progress).extracting("step").containsExactly(1L, 2L);
    assertThat(outputs.progress).extracting("samples").containsExactly(4L, 8L);
    assertThat(outputs.progress)
        .allSatisfy(p -> assertThat(p.getLoss()).isPositive().isFinite())
        .allSatisfy(p -> assertThat(p.getCorrect()).isBetween(0, 4))
        .allSatisfy(p -> assertThat(p.getClassCounts()).hasSize(3))
        .allSatisfy(
            p -> assertThat(p.getClassCounts().stream().mapToInt(c -> c).sum()).isEqualTo(4));
  }

  @Test
  void snapshot_isTakenAtTheFirstStepThatReachesAMultiple() {
    // Given: minibatches of 4, a snapshot every 10
    Collected outputs = new Collected();

    // When
    try (SampleFold fold = fold(Fixture.config())) {
      consume(fold, samples(40), 40, outputs);
    }

    // Then
    assertThat(outputs.snapshots).extracting("version").containsExactly(12L, 20L, 32L, 40L);
    assertThat(outputs.snapshots).extracting("sequence").containsExactly(0L, 1L, 2L, 3L);
    assertThat(outputs.snapshots.get(1).getOffsets()).containsExactly(new PartitionOffset(0, 20L));
  }

  @Test
  void snapshots_areAChainOfTheirHashes() {
    // Given
    Collected outputs = new Collected();

    // When
    try (SampleFold fold = fold(Fixture.config())) {
      consume(fold, samples(40), 40, outputs);
    }

    // Then
    String parent = "";
    for (Snapshot snapshot : outputs.snapshots) {
      assertThat(SnapshotSeal.mismatch(snapshot)).isEmpty();
      assertThat(snapshot.getParentSha256()).isEqualTo(parent);
      parent = snapshot.getSha256();
    }
  }

  @Test
  void refusedRecords_areDeadLettersAndChangeNothingElse() {
    // Given: a log with refused records between the samples, and one without
    List<byte[]> log = new ArrayList<>();
    List<Integer> refused = List.of(0, 3, 4, 5, 17, 30);
    byte[][] rubbish = {
      null,
      {1, 2, 3},
      Fixture.encode(
          new Sample(
              "size", List.of(3, 2), Datatype.UINT8, ByteBuffer.wrap(new byte[6]), 0, 1f, "")),
      Fixture.encode(
          new Sample(
              "pixels", List.of(2, 3), Datatype.UINT8, ByteBuffer.wrap(new byte[5]), 0, 1f, "")),
      Fixture.encode(
          new Sample(
              "label", List.of(2, 3), Datatype.UINT8, ByteBuffer.wrap(new byte[6]), 3, 1f, "")),
      Fixture.encode(
          new Sample(
              "negative", List.of(2, 3), Datatype.UINT8, ByteBuffer.wrap(new byte[6]), -1, 1f, "")),
    };
    for (byte[] sample : samples(40)) {
      while (refused.contains(log.size())) {
        log.add(rubbish[refused.indexOf(log.size())]);
      }
      log.add(sample);
    }
    Collected clean = new Collected();
    Collected outputs = new Collected();

    // When
    byte[] cleanState;
    byte[] state;
    try (SampleFold cleanFold = fold(Fixture.config());
        SampleFold fold = fold(Fixture.config())) {
      consume(cleanFold, samples(40), 40, clean);
      consume(fold, log, log.size(), outputs);
      cleanState = learnerState(cleanFold);
      state = learnerState(fold);
    }

    // Then
    assertThat(state).isEqualTo(cleanState);
    assertThat(outputs.progress).isEqualTo(clean.progress);
    assertThat(outputs.deadLetters)
        .extracting(letter -> (int) letter.origin().offset())
        .isEqualTo(refused);
    assertThat(outputs.deadLetters).extracting(DeadLetter::value).containsExactly(rubbish);
    assertThat(outputs.deadLetters.get(2).error()).contains("3x2").contains("2x3");
    assertThat(outputs.deadLetters.get(4).error()).contains("label is 3").contains("0 to 2");
  }

  @Test
  void fold_restoredAnywhereBetweenMinibatches_goesOnBitForBit() {
    // Given
    List<byte[]> log = samples(400);
    Collected uninterrupted = new Collected();
    byte[] expected;
    try (SampleFold fold = fold(Fixture.config())) {
      consume(fold, log, 400, uninterrupted);
      expected = fold.blob("t", new byte[0]);
    }
    long seed = System.nanoTime();
    SplittableRandom random = new SplittableRandom(seed);

    // When: it is stopped at random offsets; what follows the last state is read again
    Collected outputs = new Collected();
    byte[] blob = null;
    long outputsUpTo = 0;
    for (long end = 0; end < 400; ) {
      end = Math.min(400, end + 1 + random.nextInt(60));
      try (SampleFold fold = fold(Fixture.config())) {
        if (blob != null) {
          fold.restore(FoldState.fromBytes(blob));
        }
        consume(fold, log, outputsUpTo, FoldOutputs.NONE);
        while (fold.next() < end) {
          consume(fold, log, fold.next() + 1, outputs);
          if (fold.isBetweenMinibatches() && random.nextInt(3) == 0) {
            blob = fold.blob("t", new byte[0]);
          }
        }
        outputsUpTo = end;
      }
    }

    // Then
    try (SampleFold fold = fold(Fixture.config())) {
      fold.restore(FoldState.fromBytes(blob));
      consume(fold, log, 400, FoldOutputs.NONE);
      assertThat(fold.blob("t", new byte[0])).as("seed %d", seed).isEqualTo(expected);
    }
    assertThat(outputs.hashes()).as("seed %d", seed).isEqualTo(uninterrupted.hashes());
    assertThat(outputs.progress).as("seed %d", seed).isEqualTo(uninterrupted.progress);
  }

  @Test
  void stateOfAnUnfinishedMinibatch_standsAtItsFirstSample() {
    // Given: two minibatches of four, a refused record, and two samples more
    List<byte[]> log = samples(20);
    log.set(8, new byte[] {7});
    Collected uninterrupted = new Collected();
    Collected resumed = new Collected();
    try (SampleFold fold = fold(Fixture.config());
        SampleFold other = fold(Fixture.config())) {
      consume(fold, log, 11, FoldOutputs.NONE);

      // When
      FoldState state = FoldState.fromBytes(fold.blob("t", new byte[0]));
      other.restore(state);

      // Then: the other takes the two from the log again, and both go on alike
      assertThat(state.next()).isEqualTo(9);
      consume(fold, log, 20, uninterrupted);
      consume(other, log, 20, resumed);
      assertThat(resumed.hashes()).isNotEmpty().isEqualTo(uninterrupted.hashes());
      assertThat(other.blob("t", new byte[0])).isEqualTo(fold.blob("t", new byte[0]));
    }
  }

  @Test
  void divergedMinibatch_isLeftOutWithAnAlarmAndItsSamplesInDeadLetters() {
    // Given
    Collected outputs = new Collected();

    // When
    try (SampleFold fold = fold(Fixture.diverging(OnDivergence.SKIP))) {
      consume(fold, samples(40), 40, outputs);

      // Then
      assertThat(fold.samples()).isEqualTo(40);
    }
    assertThat(outputs.progress.get(0).getApplied()).isTrue();
    long left = outputs.progress.stream().filter(p -> !p.getApplied()).count();
    assertThat(left).isPositive();
    assertThat(outputs.alarms).hasSize((int) left);
    assertThat(outputs.alarms).allMatch(alarm -> alarm.getKind() == AlarmKind.DIVERGED);
    assertThat(outputs.deadLetters).hasSize((int) left * Fixture.BATCH);
    assertThat(outputs.deadLetters.get(0).value())
        .isEqualTo(Fixture.sample(outputs.deadLetters.get(0).origin().offset()));
    assertThat(outputs.snapshots).isNotEmpty();
    assertThat(outputs.snapshots).allSatisfy(s -> assertThat(finite(s.getParameters())).isTrue());
  }

  @Test
  void divergedMinibatch_stopsTheLearnerWhenAskedTo() {
    try (SampleFold fold = fold(Fixture.diverging(OnDivergence.STOP))) {
      assertThatThrownBy(() -> consume(fold, samples(40), 40, new Collected()))
          .isInstanceOf(UserException.class)
          .hasMessageContaining("not finite")
          .hasMessageContaining("lower learning rate");
    }
  }

  @Test
  void explodedLoss_stopsTheLearnerBeforeItReachesASnapshot() {
    // Given
    Collected outputs = new Collected();

    // When, then
    try (SampleFold fold = fold(Fixture.config(1e6))) {
      assertThatThrownBy(() -> consume(fold, samples(40), 40, outputs))
          .isInstanceOf(UserException.class)
          .hasMessageContaining("exploded");
    }
    assertThat(outputs.snapshots).isEmpty();
  }

  private static byte[] learnerState(SampleFold fold) {
    ByteBuffer state = FoldState.fromBytes(fold.blob("t", new byte[0])).learner();
    byte[] bytes = new byte[state.remaining()];
    state.get(bytes);
    return bytes;
  }

  private static boolean finite(ByteBuffer parameters) {
    var floats = parameters.duplicate().order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer();
    while (floats.hasRemaining()) {
      if (!Float.isFinite(floats.get())) {
        return false;
      }
    }
    return true;
  }
}
