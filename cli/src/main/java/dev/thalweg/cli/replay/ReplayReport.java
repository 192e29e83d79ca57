package dev.thalweg.cli.replay;

import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import dev.thalweg.cli.learning.TrainFlags;
import dev.thalweg.schemas.Pipeline;
import dev.thalweg.trainer.fold.LearnerConfig;
import dev.thalweg.trainer.replay.Agreement;
import dev.thalweg.trainer.replay.Outcome;
import dev.thalweg.trainer.replay.ReplayResult;
import dev.thalweg.trainer.replay.ReplayResult.Winner;
import dev.thalweg.trainer.replay.Stretch;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * What a replay came to, as JSON.
 *
 * @param fromOffset the first record
 * @param toOffset the first record that was left out
 * @param seconds of the pass alone
 * @param live the run by the live configuration; null when there is no live model
 * @param candidates the best first
 * @param winner null when there is none
 * @param points of accuracy by which it is better than {@code over}; null without such
 */
@JsonPropertyOrder({
  "pipeline",
  "fromOffset",
  "toOffset",
  "seconds",
  "winner",
  "over",
  "points",
  "snapshotsCompared",
  "snapshotsSame",
  "live",
  "candidates"
})
record ReplayReport(
    String pipeline,
    long fromOffset,
    long toOffset,
    double seconds,
    String winner,
    String over,
    Double points,
    long snapshotsCompared,
    long snapshotsSame,
    Run live,
    List<Run> candidates) {

  /**
   * One configuration.
   *
   * @param flags of {@code train} that give it; null when none do exactly
   * @param loss mean over the samples whose steps were taken
   * @param failure null when it came to the end of the range
   */
  record Run(
      String name,
      String flags,
      String architecture,
      Map<String, String> hyperparameters,
      long samples,
      long correct,
      long steps,
      Double accuracy,
      Double lastTenthAccuracy,
      Double loss,
      long skippedSteps,
      long refusedRecords,
      String failure,
      List<Point> curve) {

    static Run of(Outcome outcome) {
      LearnerConfig config = outcome.candidate().config();
      Stretch total = outcome.total();
      return new Run(
          outcome.name(),
          TrainFlags.text(TrainFlags.of(config)),
          config.architecture().text(),
          config.hyperparameters().toMap(),
          total.samples(),
          total.correct(),
          outcome.steps(),
          number(total.accuracy()),
          number(outcome.lastTenth().accuracy()),
          number(total.loss()),
          outcome.skipped(),
          outcome.refused(),
          outcome.failure().orElse(null),
          Point.of(outcome));
    }
  }

  /**
   * A point of a curve.
   *
   * @param toOffset the first offset behind the part of the range that it is of
   * @param samples of that part
   * @param accuracy of that part
   * @param accuracySoFar of the range up to there
   * @param loss of that part
   */
  record Point(long toOffset, long samples, Double accuracy, Double accuracySoFar, Double loss) {

    static List<Point> of(Outcome outcome) {
      List<Point> points = new ArrayList<>();
      for (int i = 0; i < outcome.curve().size(); i++) {
        Stretch part = outcome.curve().get(i);
        double soFar = outcome.sum(0, i + 1).accuracy();
        points.add(
            new Point(
                part.end(),
                part.samples(),
                number(part.accuracy()),
                number(soFar),
                number(part.loss())));
      }
      return points;
    }
  }

  static ReplayReport of(Pipeline pipeline, ReplayResult result) {
    return new ReplayReport(
        pipeline.name(),
        result.from(),
        result.to(),
        result.took().toMillis() / 1e3,
        result.winner().map(winner -> winner.run().name()).orElse(null),
        result.winner().flatMap(Winner::over).map(Outcome::name).orElse(null),
        result.winner().filter(w -> w.over().isPresent()).map(Winner::points).orElse(null),
        result.agreement().map(Agreement::compared).orElse(0L),
        result.agreement().map(Agreement::same).orElse(0L),
        result.live().map(Run::of).orElse(null),
        result.ranking().stream()
            .filter(run -> result.candidates().contains(run))
            .map(Run::of)
            .toList());
  }

  /** JSON has no word for what is not a number. */
  private static Double number(double value) {
    return Double.isFinite(value) ? value : null;
  }
}
