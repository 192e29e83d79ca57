package dev.thalweg.cli.demo.csv;

import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import dev.thalweg.cli.demo.live.Latency;
import dev.thalweg.cli.demo.live.Prequential;

/**
 * What a demo with a file came to. A figure that there is none of is null: of classes, or of
 * numbers.
 *
 * @param source {@code csv}
 * @param file its name
 * @param mappingSha256 of the mapping that made the samples
 * @param rows in the topic, sent by earlier runs on the same directory too
 * @param rowsSent in this run
 * @param deadLettered rows of them that no sample could be made of
 * @param samples learned in all
 * @param seconds from the first row sent in this run to the last sample learned
 * @param samplesPerSecond learned in this run, by {@code seconds}
 * @param prequentialAccuracy share of all samples that were right before they were learned
 * @param noChangeAccuracy the share that is right of who says the last label again
 * @param kappa Cohen's kappa of the same
 * @param meanAbsoluteError of numbers before they were learned, in the target's unit
 * @param rootMeanSquaredError of the same
 * @param r2 of the same
 * @param lastValueError the mean absolute error of who says the last target again
 * @param snapshots published in all
 * @param servedVersion of the last snapshot; 0 before the first
 * @param servedSha256 of that snapshot
 * @param predictionLatencyMs from a row's time to its prediction being readable; null where none
 *     was seen
 * @param alarms that were raised in this run, of whatever kind
 */
@JsonPropertyOrder({
  "source",
  "file",
  "pipeline",
  "mappingSha256",
  "rows",
  "rowsSent",
  "deadLettered",
  "samples",
  "seconds",
  "samplesPerSecond",
  "prequentialAccuracy",
  "noChangeAccuracy",
  "kappa",
  "meanAbsoluteError",
  "rootMeanSquaredError",
  "r2",
  "lastValueError",
  "snapshots",
  "servedVersion",
  "servedSha256",
  "predictionLatencyMs",
  "alarms"
})
record CsvReport(
    String source,
    String file,
    String pipeline,
    String mappingSha256,
    long rows,
    long rowsSent,
    long deadLettered,
    long samples,
    double seconds,
    double samplesPerSecond,
    Double prequentialAccuracy,
    Double noChangeAccuracy,
    Double kappa,
    Double meanAbsoluteError,
    Double rootMeanSquaredError,
    Double r2,
    Double lastValueError,
    long snapshots,
    long servedVersion,
    String servedSha256,
    Latency predictionLatencyMs,
    long alarms) {
  private static final String SOURCE = "csv";

  /** How many rows there are, and what became of them. */
  record Rows(long all, long sent, long refused) {}

  /** What was learned of them, and how long this run took for its part. */
  record Learned(long samples, long inThisRun, double seconds) {}

  /** What is served. */
  record Served(long snapshots, long version, String sha256) {}

  static CsvReport of(
      CsvPlan plan,
      Rows rows,
      Learned learned,
      Prequential figures,
      Served served,
      Latency latency,
      long alarms) {
    return new CsvReport(
        SOURCE,
        plan.table().path().getFileName().toString(),
        plan.live().pipeline().name(),
        plan.mapping().mapping().sha256(),
        rows.all(),
        rows.sent(),
        rows.refused(),
        learned.samples(),
        learned.seconds(),
        learned.seconds() <= 0 ? 0 : Math.round(learned.inThisRun() / learned.seconds()),
        orNull(figures.accuracy()),
        orNull(figures.noChangeAccuracy()),
        orNull(figures.kappa()),
        orNull(figures.meanAbsoluteError()),
        orNull(figures.rootMeanSquaredError()),
        orNull(figures.r2()),
        orNull(figures.lastValueError()),
        served.snapshots(),
        served.version(),
        served.sha256(),
        latency,
        alarms);
  }

  /** JSON has no NaN. */
  private static Double orNull(double figure) {
    return Double.isFinite(figure) ? (Double) figure : null;
  }
}
