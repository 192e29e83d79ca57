package dev.thalweg.cli.replay;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.thalweg.cli.terminal.ReportFile;
import dev.thalweg.model.learning.Hyperparameters;
import dev.thalweg.model.learning.Preset;
import dev.thalweg.model.network.Datatype;
import dev.thalweg.model.network.Shape;
import dev.thalweg.schemas.Pipeline;
import dev.thalweg.trainer.replay.Agreement;
import dev.thalweg.trainer.replay.Candidate;
import dev.thalweg.trainer.replay.LiveModel.Published;
import dev.thalweg.trainer.replay.Outcome;
import dev.thalweg.trainer.replay.ReplayResult;
import dev.thalweg.trainer.replay.Stretch;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReplayTextTest {
  private static final Pipeline PIPELINE = new Pipeline("digits");
  private static final Hyperparameters ONLINE = Preset.named("online").hyperparameters();

  @TempDir Path folder;

  /** Four points of 100 samples, each with ten more right ones than the point before. */
  private static Outcome outcome(String name, double rate, int correct, double loss) {
    List<Stretch> curve = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      curve.add(new Stretch(100L * (i + 1), 100, correct + 10 * i, 0, 100, 100 * loss));
    }
    return new Outcome(candidate(name, rate), 12, 0, 0, curve, Optional.empty());
  }

  private static Candidate candidate(String name, double rate) {
    return Candidate.of(
        name,
        PIPELINE,
        Preset.named("online").architecture(Shape.of(28, 28), 10),
        Datatype.UINT8,
        ONLINE.change(Map.of("learning.rate", Double.toString(rate))));
  }

  private static Outcome failed(String name) {
    return new Outcome(
        candidate(name, 1e5),
        1,
        0,
        0,
        outcome(name, 1, 0, 0).curve().stream()
            .map(point -> new Stretch(point.end(), 0, 0, 0, 0, 0))
            .toList(),
        Optional.of("The loss has exploded."));
  }

  private static ReplayResult result(Outcome live, Agreement agreement, Outcome... candidates) {
    return new ReplayResult(
        0,
        400,
        Duration.ofMillis(1_250),
        Optional.ofNullable(live),
        Optional.ofNullable(agreement),
        List.of(candidates));
  }

  private static String text(ReplayResult result) {
    StringWriter text = new StringWriter();
    new ReplayText(result, new PrintWriter(text)).print("digits.samples", 1);
    return text.toString();
  }

  private static Agreement agreement(long compared, long same, boolean sameBackend) {
    Published newest = new Published(3, 400, 400, "ab".repeat(32));
    return new Agreement(
        compared, same, same == 0 ? Optional.empty() : Optional.of(newest), sameBackend);
  }

  @Test
  void singleCandidate_hasItsWholeCurveBesideTheLiveOne() {
    String text =
        text(
            result(
                outcome("live", 0.0045, 50, 0.5),
                agreement(4, 4, true),
                outcome("lr=0.003", 0.003, 60, 0.25)));

    assertThat(text)
        .isEqualTo(
            """
            Replayed digits.samples from offset 0 up to 400: 2 configurations \
            over 400 records in 1.3 s.

                                                live                  lr=0.003
              up to offset  accuracy  so far    loss  accuracy  so far    loss
                       100    50.00%  50.00%  0.5000    60.00%  60.00%  0.2500
                       200    60.00%  55.00%  0.5000    70.00%  65.00%  0.2500
                       300    70.00%  60.00%  0.5000    80.00%  70.00%  0.2500
                       400    80.00%  65.00%  0.5000    90.00%  75.00%  0.2500

              candidate  accuracy  last tenth      loss     steps
              lr=0.003     75.00%      90.00%    0.2500        12
            * live         65.00%      80.00%    0.5000        12
            * the live model's configuration

            The live run met all 4 published snapshots of the range, hash for hash. \
            The newest: version 400, sha256 abababababab...
            Winner: lr=0.003, 75.00 % right, against 65.00 % for the live configuration: \
            10.00 points more.
            To train with it: --preset online --learning-rate 0.003
            """);
  }

  @Test
  void grid_isRankedWithTheBestThreeCurvesAndTheLiveOne() {
    String text =
        text(
            result(
                outcome("live", 0.0045, 30, 0.5),
                agreement(0, 0, true),
                outcome("a", 0.001, 40, 0.5),
                failed("b"),
                outcome("c", 0.002, 60, 0.5),
                outcome("d", 0.003, 50, 0.5),
                outcome("e", 0.004, 35, 0.5)));

    assertThat(text)
        .contains(
            """
              candidate  accuracy  last tenth      loss     steps
              c            75.00%      90.00%    0.5000        12
              d            65.00%      80.00%    0.5000        12
              a            55.00%      70.00%    0.5000        12
              e            50.00%      65.00%    0.5000        12
            * live         45.00%      60.00%    0.5000        12
              b                 -           -         -         1  failed: The loss has exploded.
            * the live model's configuration

              up to offset        c        d        a     live
                       200   65.00%   55.00%   45.00%   35.00%
                       400   85.00%   75.00%   65.00%   55.00%

            No published snapshot could be compared\
            """)
        .endsWith("To train with it: --preset online --learning-rate 0.002\n");
  }

  @Test
  void curveOfAFailedRun_endsWhereItFailed() {
    Outcome run = outcome("a", 0.001, 50, 0.5);
    Outcome failed =
        new Outcome(
            run.candidate(),
            3,
            0,
            0,
            List.of(run.curve().get(0), new Stretch(200, 0, 0, 0, 0, 0)),
            Optional.of("It has exploded."));

    assertThat(text(result(null, null, failed)))
        .contains("           100    50.00%  50.00%  0.5000\n")
        .contains("           200         -       -       -\n")
        .contains("50.00%           -    0.5000         3  failed: It has exploded.\n");
  }

  @Test
  void liveWinner_isToldWithoutFlags() {
    assertThat(text(result(outcome("live", 0.0045, 60, 0.5), null, outcome("a", 0.001, 50, 0.5))))
        .endsWith(
            "Winner: the live configuration, 75.00 % right, against 65.00 % for a: 10.00 points"
                + " more.\n");
  }

  @Test
  void equalAccuracy_isToldToBeDecidedByLoss() {
    assertThat(text(result(outcome("live", 0.0045, 60, 0.5), null, outcome("a", 0.001, 60, 0.4))))
        .contains("Winner: a, 75.00 % right like the live configuration, by its lower loss.");
  }

  @Test
  void noWinner_isToldWhy() {
    assertThat(text(result(null, null, outcome("a", 0.001, 50, 0.5))))
        .endsWith("No winner: there is no live model yet to compare with.\n");
    assertThat(text(result(null, null, failed("a"), failed("b"))))
        .endsWith("No winner: every run failed.\n");
    assertThat(text(result(outcome("live", 0.0045, 60, 0.5), null, failed("b"))))
        .contains("Winner: the live configuration, the only run that did not fail.");
  }

  @Test
  void skippedStepsAndRefusedRecords_areRemarked() {
    Outcome run = outcome("a", 0.001, 50, 0.5);
    Outcome remarkable = new Outcome(run.candidate(), 12, 3, 7, run.curve(), Optional.empty());

    assertThat(text(result(null, null, remarkable)))
        .contains("12  3 steps diverged and were left out  7 records refused\n");
  }

  @Test
  void otherHashes_areExplainedByTheBackendOrSentToVerify() {
    Outcome live = outcome("live", 0.0045, 60, 0.5);

    assertThat(text(result(live, agreement(4, 1, true), failed("a"))))
        .contains("met 1 of 4 published snapshots")
        .contains("See \"thalweg verify\".");
    assertThat(text(result(live, agreement(4, 0, false), failed("a"))))
        .contains("None of them came out the same. They were computed with another backend");
  }

  @Test
  void report_hasTheSameFigures() throws Exception {
    Path file = folder.resolve("report.json");
    ReplayResult result =
        result(
            outcome("live", 0.0045, 50, 0.5),
            agreement(4, 3, true),
            failed("b"),
            outcome("lr=0.003", 0.003, 60, 0.25));

    ReportFile.write(file, ReplayReport.of(PIPELINE, result));

    JsonNode json = new ObjectMapper().readTree(Files.readString(file));
    assertThat(json.get("pipeline").textValue()).isEqualTo("digits");
    assertThat(json.get("toOffset").longValue()).isEqualTo(400);
    assertThat(json.get("seconds").doubleValue()).isEqualTo(1.25);
    assertThat(json.get("winner").textValue()).isEqualTo("lr=0.003");
    assertThat(json.get("over").textValue()).isEqualTo("live");
    assertThat(json.get("points").doubleValue()).isBetween(9.99, 10.01);
    assertThat(json.get("snapshotsCompared").longValue()).isEqualTo(4);
    assertThat(json.get("snapshotsSame").longValue()).isEqualTo(3);
    assertThat(json.get("live").get("accuracy").doubleValue()).isEqualTo(0.65);
    JsonNode best = json.get("candidates").get(0);
    assertThat(best.get("flags").textValue()).isEqualTo("--preset online --learning-rate 0.003");
    assertThat(best.get("lastTenthAccuracy").doubleValue()).isEqualTo(0.9);
    assertThat(best.get("curve").get(1).get("accuracySoFar").doubleValue()).isEqualTo(0.65);
    assertThat(best.get("hyperparameters").get("learning.rate").textValue()).isEqualTo("0.003");
    JsonNode worst = json.get("candidates").get(1);
    assertThat(worst.get("failure").textValue()).contains("exploded");
    assertThat(worst.get("accuracy").isNull()).isTrue();
  }
}
