package dev.thalweg.cli.demo.csv;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.thalweg.cli.demo.live.Latency;
import dev.thalweg.cli.demo.live.LiveConfig;
import dev.thalweg.cli.demo.live.Prequential;
import dev.thalweg.cli.learning.MergeOptions;
import dev.thalweg.cli.learning.ModelOptions;
import dev.thalweg.cli.terminal.WorkDirectory;
import dev.thalweg.monitor.web.PageConfig;
import dev.thalweg.schemas.DeadLetter;
import dev.thalweg.schemas.Pipeline;
import dev.thalweg.schemas.RecordOrigin;
import dev.thalweg.trainer.fold.LearnerConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalLong;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class CsvSummaryTest {
  private static final double NONE = Double.NaN;
  private static final Prequential OF_CLASSES =
      new Prequential(0.863, 0.8533, 0.7196, NONE, NONE, NONE, NONE);
  private static final Prequential OF_NUMBERS =
      new Prequential(NONE, NONE, NONE, 0.00594, 0.02367, 0.6497, 0.007211);

  @TempDir private Path folder;

  private CsvPlan plan() throws IOException {
    CsvTable table = CsvTable.read(Files.writeString(folder.resolve("t.csv"), "x,y\n1,2\n2,1\n"));
    CsvOptions options = new CsvOptions();
    options.target = "y";
    CsvMapping mapping = CsvMapping.of(options, table, null, WorkDirectory.of(folder));
    ModelOptions model = new ModelOptions();
    new CommandLine(model).parseArgs();
    model.preferPreset(CsvPlan.PRESET);
    model.completeFrom(mapping.mapping());
    LearnerConfig learner =
        new LearnerConfig(
            mapping.pipeline(),
            model.architecture(),
            model.datatype(),
            model.hyperparameters(),
            CsvPlan.snapshotEvery(table),
            model.onDivergence());
    return new CsvPlan(
        table,
        mapping,
        new LiveConfig(mapping.pipeline(), learner, new MergeOptions(), PageConfig.onLoopback()),
        OptionalLong.empty(),
        2_000);
  }

  private static void refuse(RefusedRows rows, String topic, String row) {
    DeadLetter letter =
        new DeadLetter(
            new RecordOrigin(topic, 0, 3), row.getBytes(UTF_8), new byte[] {1}, "x has \"a\".");
    ProducerRecord<byte[], byte[]> record = letter.toRecord(new Pipeline("t"));
    ConsumerRecord<byte[], byte[]> read =
        new ConsumerRecord<>(record.topic(), 0, 0, record.key(), record.value());
    record.headers().forEach(read.headers()::add);
    rows.add(read);
  }

  private static CsvReport report(
      CsvPlan plan, Prequential figures, RefusedRows refused, CsvReport.Served served) {
    return CsvReport.of(
        plan,
        new CsvReport.Rows(45_312, 45_312, refused.count()),
        new CsvReport.Learned(45_310, 45_310, 20),
        figures,
        served,
        served.version() == 0 ? null : new Latency(12, 40),
        0);
  }

  @Test
  void classes_areSummedUpBesideTheLastLabelAgain() throws IOException {
    // Given rows that were refused, and a drawing of the page's
    CsvPlan plan = plan();
    RefusedRows refused = RefusedRows.none("t.rows");
    refuse(refused, "t.rows", "17");
    refuse(refused, "t.rows", "18");
    refuse(refused, "t.examples", "drawn");

    // When
    CsvReport report =
        report(plan, OF_CLASSES, refused, new CsvReport.Served(22, 44_000, "ab".repeat(32)));

    // Then
    assertThat(CsvSummary.of(plan, report, refused).lines().toList())
        .containsExactly(
            "File                   %s: 45,312 rows; 2 of them in dead-letters, the first is row 17: x has \"a\"."
                .formatted(folder.resolve("t.csv")),
            "Target                 \"y\", one of 2 classes, from 1 columns",
            "Samples                45,310 learned: 20.0 s, 2,266 per second",
            "Test-then-train        86.30 % right before they were learned; Cohen's kappa 0.720",
            "Last label again       85.33 % right",
            "Snapshots              22; served: version 44,000, sha256 " + "ab".repeat(32),
            "Row to prediction      p50 12 ms, p99 40 ms");
  }

  @Test
  void numbers_areSummedUpBesideTheLastValueAgain() throws IOException {
    CsvPlan plan = plan();
    RefusedRows refused = RefusedRows.none("t.rows");

    CsvReport report = report(plan, OF_NUMBERS, refused, new CsvReport.Served(0, 0, null));

    assertThat(CsvSummary.of(plan, report, refused))
        .contains(
            "Test-then-train        mean absolute error 0.005940, root of the mean squared 0.02367, R2 0.6497",
            "Last value again       mean absolute error 0.007211",
            "Snapshots              none: one is taken every 10 samples, see --snapshot-every")
        .doesNotContain("Row to prediction", "Alarms");
  }

  @Test
  void json_hasNullForWhatThereIsNot() throws IOException {
    // Given
    RefusedRows refused = RefusedRows.none("t.rows");
    CsvReport report = report(plan(), OF_NUMBERS, refused, new CsvReport.Served(0, 0, null));

    // When
    JsonNode json = new ObjectMapper().valueToTree(report);

    // Then
    assertThat(json.get("source").textValue()).isEqualTo("csv");
    assertThat(json.get("file").textValue()).isEqualTo("t.csv");
    assertThat(json.get("meanAbsoluteError").doubleValue()).isEqualTo(0.00594);
    assertThat(json.get("prequentialAccuracy").isNull()).isTrue();
    assertThat(json.get("predictionLatencyMs").isNull()).isTrue();
    assertThat(json.get("deadLettered").longValue()).isZero();
  }
}
