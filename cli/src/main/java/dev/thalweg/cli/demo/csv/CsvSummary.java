package dev.thalweg.cli.demo.csv;

import java.util.Locale;

/** A demo with a file, summed up for people. */
final class CsvSummary {
  private CsvSummary() {}

  /** Lines, each with its end. */
  static String of(CsvPlan plan, CsvReport report, RefusedRows refused) {
    StringBuilder text = new StringBuilder();
    add(
        text,
        "File",
        "%s: %,d rows%s%s",
        plan.table().path(),
        report.rows(),
        report.rows() == report.rowsSent()
            ? ""
            : String.format(Locale.ROOT, ", %,d of them sent in this run", report.rowsSent()),
        refused.text());
    add(text, "Target", "%s", plan.mapping().summary());
    add(
        text,
        "Samples",
        "%,d learned%s",
        report.samples(),
        report.seconds() == 0
            ? ", none of them in this run"
            : String.format(
                Locale.ROOT,
                ": %.1f s, %,.0f per second",
                report.seconds(),
                report.samplesPerSecond()));
    if (report.meanAbsoluteError() != null) {
      addErrors(text, report);
    } else if (report.prequentialAccuracy() != null) {
      addAccuracy(text, report);
    }
    if (report.servedVersion() == 0) {
      add(
          text,
          "Snapshots",
          "none: one is taken every %,d samples, see --snapshot-every",
          plan.live().learner().snapshotEvery());
    } else {
      add(
          text,
          "Snapshots",
          "%,d; served: version %,d, sha256 %s",
          report.snapshots(),
          report.servedVersion(),
          report.servedSha256());
    }
    if (report.predictionLatencyMs() != null) {
      add(
          text,
          "Row to prediction",
          "p50 %d ms, p99 %d ms",
          report.predictionLatencyMs().p50(),
          report.predictionLatencyMs().p99());
    }
    if (report.alarms() > 0) {
      add(text, "Alarms", "%d", report.alarms());
    }
    return text.toString();
  }

  private static void addAccuracy(StringBuilder text, CsvReport report) {
    add(
        text,
        "Test-then-train",
        "%.2f %% right before they were learned%s",
        100 * report.prequentialAccuracy(),
        report.kappa() == null
            ? ""
            : String.format(Locale.ROOT, "; Cohen's kappa %.3f", report.kappa()));
    if (report.noChangeAccuracy() != null) {
      add(text, "Last label again", "%.2f %% right", 100 * report.noChangeAccuracy());
    }
  }

  private static void addErrors(StringBuilder text, CsvReport report) {
    add(
        text,
        "Test-then-train",
        "mean absolute error %.4g, root of the mean squared %.4g%s",
        report.meanAbsoluteError(),
        report.rootMeanSquaredError(),
        report.r2() == null ? "" : String.format(Locale.ROOT, ", R2 %.4f", report.r2()));
    if (report.lastValueError() != null) {
      add(text, "Last value again", "mean absolute error %.4g", report.lastValueError());
    }
  }

  @SuppressWarnings("AnnotateFormatMethod")
  private static void add(StringBuilder text, String name, String format, Object... values) {
    text.append(String.format(Locale.ROOT, "%-22s ", name))
        .append(String.format(Locale.ROOT, format, values))
        .append(System.lineSeparator());
  }
}
