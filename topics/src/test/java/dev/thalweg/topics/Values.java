package dev.thalweg.topics;

import static dev.thalweg.topics.ReaderFixture.AT;

import dev.thalweg.schemas.avro.AccuracyScope;
import dev.thalweg.schemas.avro.Alarm;
import dev.thalweg.schemas.avro.AlarmKind;
import dev.thalweg.schemas.avro.ClassCounts;
import dev.thalweg.schemas.avro.ConfusionCell;
import dev.thalweg.schemas.avro.Contribution;
import dev.thalweg.schemas.avro.Datatype;
import dev.thalweg.schemas.avro.Directive;
import dev.thalweg.schemas.avro.DirectiveKind;
import dev.thalweg.schemas.avro.Example;
import dev.thalweg.schemas.avro.JournalEntry;
import dev.thalweg.schemas.avro.JournalKind;
import dev.thalweg.schemas.avro.Label;
import dev.thalweg.schemas.avro.LearnerProgress;
import dev.thalweg.schemas.avro.Merge;
import dev.thalweg.schemas.avro.MergeMember;
import dev.thalweg.schemas.avro.MergedSnapshot;
import dev.thalweg.schemas.avro.MergedWeights;
import dev.thalweg.schemas.avro.PartitionOffset;
import dev.thalweg.schemas.avro.Prediction;
import dev.thalweg.schemas.avro.Sample;
import dev.thalweg.schemas.avro.Snapshot;
import dev.thalweg.schemas.avro.TrainingProgress;
import dev.thalweg.schemas.avro.TwoClassScores;
import dev.thalweg.schemas.avro.WindowAccuracy;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;

/** One value of each topic. */
public final class Values {
  private Values() {}

  public static Sample sample() {
    return new Sample(
        "train-00001",
        List.of(2, 3),
        Datatype.UINT8,
        ByteBuffer.wrap(new byte[] {0, 1, 2, 3, 4, 5}),
        7,
        1f,
        "mnist");
  }

  public static Example image(int pixels) {
    return new Example(
        "test-00001", List.of(1, pixels), Datatype.UINT8, ByteBuffer.allocate(pixels), AT);
  }

  public static Label label() {
    return new Label("test-00001", 7, AT, null);
  }

  public static Snapshot snapshot(long sequence) {
    return new Snapshot(
        "digits",
        sequence,
        20_000L,
        625L,
        "28x28 dense(10,softmax) cross_entropy",
        Map.of("seed", "1"),
        ByteBuffer.allocate(31_400),
        "cd".repeat(32),
        "ef".repeat(32),
        "ab".repeat(32),
        List.of(new PartitionOffset(0, 20_000L)),
        0.31254,
        0.90625,
        "onednn avx2",
        AT,
        null,
        null,
        null);
  }

  public static JournalEntry journalEntry() {
    return new JournalEntry(1, 40L, 1_280L, JournalKind.DIRECTIVE, "restart", "", -1L);
  }

  private static LearnerProgress learner(int partition, long merge, long samples) {
    return new LearnerProgress(
        partition, merge, 0, samples, samples, samples, samples / 32, 1.5, samples, 7L, 0L, 0.0);
  }

  public static Contribution contribution() {
    return new Contribution(
        learner(1, 3, 1_280), 2L, "ab".repeat(32), 0, 2, ByteBuffer.allocate(8));
  }

  public static Merge merge() {
    return new Merge(
        4L,
        2,
        List.of(new MergeMember(0, 3L, "cd".repeat(32)), new MergeMember(1, 3L, "ab".repeat(32))),
        List.of(learner(0, 4, 1_024), learner(1, 4, 1_280)),
        List.of(),
        "ef".repeat(32),
        new MergedSnapshot(0L, -1L, 0L, "", ""),
        AT);
  }

  public static MergedWeights mergedWeights() {
    return new MergedWeights(4L, "ef".repeat(32), 1, 2, ByteBuffer.allocate(8));
  }

  public static TrainingProgress progress(int partition, long step) {
    return new TrainingProgress(
        "digits",
        partition,
        step,
        step * 32,
        32,
        0.25,
        30,
        true,
        AT,
        List.of(3),
        List.of(4),
        2,
        null,
        null);
  }

  public static Prediction prediction() {
    return new Prediction(
        "test-00001",
        "digits",
        20_000L,
        "ab".repeat(32),
        1,
        List.of(0.0625f, 0.9375f),
        AT.minusMillis(12),
        AT,
        "scorer-1",
        null,
        null);
  }

  public static WindowAccuracy accuracy(AccuracyScope scope) {
    return new WindowAccuracy(
        "digits",
        scope,
        AT,
        AT.plusSeconds(10),
        20_000L,
        1_000L,
        800L,
        777L,
        777 / 800.0,
        3L,
        4L,
        List.of(new ClassCounts(7, 800L, 777L, 777L)),
        List.of(new ConfusionCell(7, 7, 777L)),
        0.0125,
        null,
        new TwoClassScores(800L, 0.9, 0.25, 0.5, 0.75, 0.5));
  }

  public static Alarm alarm() {
    return new Alarm("digits", AlarmKind.DRIFT, "The errors rose from 3 % to 40 %.", AT);
  }

  public static Directive directive() {
    return new Directive("digits", DirectiveKind.PIN, 20_000L, AT, "ab".repeat(32), 117L);
  }
}
