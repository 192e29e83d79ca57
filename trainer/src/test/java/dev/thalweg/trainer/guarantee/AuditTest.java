package dev.thalweg.trainer.guarantee;

import static org.assertj.core.api.Assertions.assertThat;

import dev.thalweg.schemas.DeadLetter;
import dev.thalweg.schemas.Pipeline;
import dev.thalweg.schemas.RecordOrigin;
import dev.thalweg.schemas.avro.JournalEntry;
import dev.thalweg.schemas.avro.JournalKind;
import dev.thalweg.schemas.avro.PartitionOffset;
import dev.thalweg.schemas.avro.Snapshot;
import dev.thalweg.schemas.avro.TrainingProgress;
import dev.thalweg.snapshots.SnapshotSeal;
import dev.thalweg.trainer.fold.FoldState;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** Each guarantee finds what breaks it, and only that. */
class AuditTest {
  private static final int STEPS = 8;
  private static final int BATCH = 4;
  private static final long END = STEPS * BATCH + 2; // two of the records were refused

  /** What a run leaves: a step for each minibatch, a snapshot for every other step. */
  private static final class Run {
    final List<TrainingProgress> progress = new ArrayList<>();
    final List<Snapshot> snapshots = new ArrayList<>();
    final List<DeadLetter> letters = new ArrayList<>();
    final List<JournalEntry> journal = new ArrayList<>();
    FoldState stored;
    String stateSha256 = "state";

    Run() {
      String parent = "";
      for (int step = 1; step <= STEPS; step++) {
        progress.add(AuditTest.progress(step));
        if (step % 2 == 0) {
          Snapshot snapshot = AuditTest.snapshot(step, parent);
          snapshots.add(snapshot);
          parent = snapshot.getSha256();
        }
      }
      letters.add(AuditTest.letter(5));
      letters.add(AuditTest.letter(6));
      journal.add(AuditTest.entry(3, 14));
      journal.add(AuditTest.entry(3, 15));
      stored = AuditTest.state(END, snapshots.size(), parent);
    }

    Observed observed() {
      Traces traces = new Traces();
      progress.forEach(traces::progress);
      snapshots.forEach(traces::snapshot);
      letters.forEach(traces::deadLetter);
      journal.forEach(traces::journal);
      return traces.observed(END, stored, stateSha256);
    }
  }

  private static TrainingProgress progress(long step) {
    return new TrainingProgress(
        "m",
        0,
        step,
        step * BATCH,
        BATCH,
        1.0 / step,
        2,
        true,
        Instant.ofEpochMilli(step),
        List.of(),
        List.of(),
        -1,
        null,
        null);
  }

  private static Snapshot snapshot(long step, String parent) {
    Snapshot snapshot = new Snapshot();
    snapshot.setModel("m");
    snapshot.setSequence(step / 2 - 1);
    snapshot.setVersion(step * BATCH);
    snapshot.setStep(step);
    snapshot.setArchitecture("1 dense(2,softmax) cross_entropy");
    snapshot.setHyperparameters(Map.of("batch.size", "4"));
    snapshot.setParameters(ByteBuffer.allocate(4 * Float.BYTES).put(0, (byte) step));
    snapshot.setParentSha256(parent);
    snapshot.setOffsets(List.of(new PartitionOffset(0, step * BATCH)));
    snapshot.setLoss(0.5);
    snapshot.setAccuracy(0.5);
    snapshot.setBackend("b");
    snapshot.setTrainedAt(Instant.EPOCH);
    SnapshotSeal.seal(snapshot);
    return snapshot;
  }

  private static DeadLetter letter(long offset) {
    RecordOrigin origin = new RecordOrigin(new Pipeline("m").name() + ".samples", 0, offset);
    return new DeadLetter(origin, null, new byte[] {1}, "The record has no value.");
  }

  private static JournalEntry entry(long step, long offset) {
    return new JournalEntry(0, step, offset, JournalKind.DIRECTIVE, "restart", "", -1L);
  }

  private static FoldState state(long next, long sequence, String parent) {
    return new FoldState(
        "topic",
        "a",
        new TreeMap<>(),
        next,
        sequence,
        parent,
        1,
        OptionalLong.of(16),
        16,
        0,
        Double.NaN,
        OptionalLong.empty(),
        ByteBuffer.allocate(0),
        Optional.empty(),
        Optional.empty());
  }

  /** The guarantees that break when the live run differs from the undisturbed one in this way. */
  private static List<String> broken(Consumer<Run> difference) {
    Run live = new Run();
    difference.accept(live);
    AuditReport report = Audit.compare(live.observed(), new Run().observed());
    assertThat(report.kept()).isEqualTo(report.findings().stream().allMatch(f -> f.kept()));
    return report.findings().stream()
        .filter(finding -> !finding.kept())
        .map(finding -> finding.guarantee().name())
        .toList();
  }

  @Test
  void sameRun_keepsAll() {
    assertThat(broken(live -> {})).isEmpty();
  }

  @Test
  void repeatsThatAreTheSame_areCountedAndBreakNothing() {
    // Given
    Run live = new Run();
    live.progress.add(5, progress(4));
    live.snapshots.add(live.snapshots.get(3));
    live.letters.add(letter(5));
    live.journal.add(entry(3, 14));

    // When
    AuditReport report = Audit.compare(live.observed(), new Run().observed());

    // Then
    assertThat(report.kept()).isTrue();
    assertThat(report.repeats()).isEqualTo(4);
    assertThat(report.steps()).isEqualTo(STEPS);
  }

  @Test
  void times_areLeftAside() {
    assertThat(
            broken(
                live -> {
                  live.progress.get(2).setTrainedAt(Instant.ofEpochMilli(99));
                  live.snapshots.get(0).setTrainedAt(Instant.ofEpochMilli(99));
                }))
        .isEmpty();
  }

  @Test
  void stepThatIsMissing_breaksExactlyOnce() {
    assertThat(broken(live -> live.progress.remove(7)))
        .containsExactly("ExactlyOnceTraining", "SnapshotAtomicity");
    assertThat(broken(live -> live.progress.remove(2))).containsExactly("ExactlyOnceTraining");
  }

  @Test
  void stepTooMany_orChanged_orOutOfOrder_breaksExactlyOnce() {
    assertThat(broken(live -> live.progress.add(progress(9))))
        .containsExactly("ExactlyOnceTraining");
    assertThat(broken(live -> live.progress.get(3).setLoss(Math.nextUp(0.25))))
        .containsExactly("ExactlyOnceTraining");
    assertThat(broken(live -> live.progress.add(0, live.progress.remove(1))))
        .containsExactly("ExactlyOnceTraining");
  }

  @Test
  void repeatThatDiffers_breaksExactlyOnce() {
    assertThat(
            broken(
                live -> {
                  TrainingProgress other = progress(4);
                  other.setCorrect(3);
                  live.progress.add(other);
                }))
        .containsExactly("ExactlyOnceTraining");
  }

  @Test
  void olderSnapshotAfterANewerOne_breaksMonotonicVersions() {
    assertThat(broken(live -> live.snapshots.add(0, live.snapshots.remove(1))))
        .containsExactly("MonotonicVersions");
  }

  @Test
  void snapshotOfOtherWeights_breaksReplayEqualsLive() {
    assertThat(
            broken(
                live -> {
                  Snapshot other = live.snapshots.get(1);
                  other.setParameters(ByteBuffer.allocate(4 * Float.BYTES).put(0, (byte) 9));
                  SnapshotSeal.seal(other);
                }))
        .containsExactly("ReplayEqualsLive");
  }

  @Test
  void snapshotThatIsMissingFromTheRing_breaksReplayEqualsLive() {
    assertThat(broken(live -> live.snapshots.remove(1))).containsExactly("ReplayEqualsLive");
  }

  @Test
  void momentsThatDiffer_breakReplayEqualsLive() {
    assertThat(broken(live -> live.stateSha256 = "another")).containsExactly("ReplayEqualsLive");
  }

  @Test
  void damagedSnapshot_breaksAtomicityToo() {
    assertThat(broken(live -> live.snapshots.get(1).setVersion(17)))
        .containsExactly("ReplayEqualsLive", "SnapshotAtomicity");
  }

  @Test
  void stateAheadOfTheCommittedOffset_breaksAtomicity() {
    assertThat(broken(live -> live.stored = state(END + 4, 4, live.stored.parentSha256())))
        .containsExactly("SnapshotAtomicity");
  }

  @Test
  void stateThatGoesOnFromAnotherSnapshot_breaksAtomicity() {
    assertThat(broken(live -> live.stored = state(END, 4, "another")))
        .containsExactly("SnapshotAtomicity");
  }

  @Test
  void journalEntryThatIsMissing_orTooMany_orOfAnotherStep_breaksJournalOnce() {
    assertThat(broken(live -> live.journal.remove(1))).containsExactly("JournalOnce");
    assertThat(broken(live -> live.journal.remove(0))).containsExactly("JournalOnce");
    assertThat(broken(live -> live.journal.add(entry(4, 20)))).containsExactly("JournalOnce");
    assertThat(broken(live -> live.journal.get(1).setStep(4))).containsExactly("JournalOnce");
    assertThat(broken(live -> live.journal.add(entry(4, 15)))).containsExactly("JournalOnce");
  }

  @Test
  void deadLetterThatIsMissing_orTooMany_orChanged_breaksDeadLetterOnce() {
    assertThat(broken(live -> live.letters.remove(0))).containsExactly("DeadLetterOnce");
    assertThat(broken(live -> live.letters.add(letter(7)))).containsExactly("DeadLetterOnce");
    assertThat(
            broken(
                live -> {
                  DeadLetter was = live.letters.remove(0);
                  live.letters.add(new DeadLetter(was.origin(), null, new byte[] {2}, was.error()));
                }))
        .containsExactly("DeadLetterOnce");
  }
}
