package dev.thalweg.monitor.web.state;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.thalweg.schemas.avro.AccuracyScope;
import dev.thalweg.schemas.avro.Alarm;
import dev.thalweg.schemas.avro.AlarmKind;
import dev.thalweg.schemas.avro.ClassCounts;
import dev.thalweg.schemas.avro.ConfusionCell;
import dev.thalweg.schemas.avro.Datatype;
import dev.thalweg.schemas.avro.Example;
import dev.thalweg.schemas.avro.Label;
import dev.thalweg.schemas.avro.LearnerProgress;
import dev.thalweg.schemas.avro.Merge;
import dev.thalweg.schemas.avro.MergedSnapshot;
import dev.thalweg.schemas.avro.Prediction;
import dev.thalweg.schemas.avro.Snapshot;
import dev.thalweg.schemas.avro.TrainingProgress;
import dev.thalweg.schemas.avro.WindowAccuracy;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Records as the topics hold them, and what the page makes of them. */
public final class Values {
  public static final Instant AT = Instant.parse("2026-01-01T12:00:00Z");
  public static final int BATCH = 32;

  private static final ObjectMapper JSON = new ObjectMapper();

  private Values() {}

  public static JsonNode json(byte[] bytes) {
    try {
      return JSON.readTree(bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public static TrainingProgress progress(int partition, long step, int correct, double loss) {
    return new TrainingProgress(
        "digits",
        partition,
        step,
        step * BATCH,
        BATCH,
        loss,
        correct,
        Double.isFinite(loss),
        AT.plusMillis(step),
        List.of(),
        List.of(),
        -1,
        null,
        null);
  }

  public static WindowAccuracy accuracy(
      AccuracyScope scope, long version, long labelled, long correct) {
    return WindowAccuracy.newBuilder()
        .setModel("digits")
        .setScope(scope)
        .setWindowStart(AT)
        .setWindowEnd(AT.plusSeconds(10))
        .setVersion(version)
        .setScored(labelled + 5)
        .setLabelled(labelled)
        .setCorrect(correct)
        .setAccuracy((double) correct / labelled)
        .setLateLabels(1)
        .setClasses(List.of(new ClassCounts(7, labelled, correct + 1, correct)))
        .setConfusion(List.of(new ConfusionCell(7, 9, 2L)))
        .build();
  }

  public static Snapshot snapshot(long sequence) {
    return snapshot(sequence, "28x28 dense(10,softmax) cross_entropy", "UINT8");
  }

  public static Snapshot snapshot(long sequence, String architecture, String datatype) {
    return new Snapshot(
        "digits",
        sequence,
        sequence * 1_000,
        sequence * 30,
        architecture,
        Map.of("datatype", datatype),
        ByteBuffer.allocate(31_400),
        "cd".repeat(32),
        "ef".repeat(32),
        "ab".repeat(32),
        List.of(),
        0.25,
        0.9,
        "onednn avx2",
        AT,
        null,
        null,
        null);
  }

  public static Example image(String id) {
    return new Example(
        id, List.of(2, 2), Datatype.UINT8, ByteBuffer.wrap(new byte[] {0, 1, 2, (byte) 255}), AT);
  }

  public static Label label(String id, int label) {
    return new Label(id, label, AT, null);
  }

  public static Prediction prediction(String id, String model, int label) {
    return prediction(id, "scorer-1", model, label, 0);
  }

  /** A prediction made some seconds after the other values. */
  public static Prediction prediction(
      String id, String scorer, String model, int label, int later) {
    List<Float> probabilities = List.of(0.0625f, 0.9375f, 0f);
    Instant at = AT.plusSeconds(later);
    return new Prediction(
        id, model, 4_000L, "ab".repeat(32), label, probabilities, at, at, scorer, null, null);
  }

  /**
   * A merge of learners of whom each has learned 1,000 samples times the number.
   *
   * @param missed merges in a row that each has missed, by partition
   */
  public static Merge merge(long number, int... missed) {
    List<LearnerProgress> learners = new ArrayList<>();
    for (int partition = 0; partition < missed.length; partition++) {
      long samples = 1_000 * number;
      learners.add(
          LearnerProgress.newBuilder()
              .setPartition(partition)
              .setMerge(number - missed[partition])
              .setMissed(missed[partition])
              .setOffset(samples)
              .setEnd(samples)
              .setSamples(samples)
              .setSteps(samples / BATCH)
              .setLossSum(0)
              .setCounted(samples)
              .setCorrect(samples / 4 * 3)
              .build());
    }
    return new Merge(
        number,
        missed.length,
        List.of(),
        learners,
        List.of(),
        "ab".repeat(32),
        new MergedSnapshot(0L, -1L, 0L, "", ""),
        AT);
  }

  public static Alarm alarm(String detail) {
    return new Alarm("digits", AlarmKind.DRIFT, detail, AT);
  }
}
