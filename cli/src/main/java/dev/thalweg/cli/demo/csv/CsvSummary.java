package dev.thalweg.cli.demo.csv;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** A demo with a file, summed up for people. */
final class CsvSummary {
  private final CsvPlan plan;
  private final CsvReport report;
  private final RefusedRows refused;
  private final List<String> lines = new ArrayList<>();

  private CsvSummary(CsvPlan plan, CsvReport report, RefusedRows refused) {
    this.plan = plan;
    this.report = report;
    this.refused = refused;
  }

  /** Lines, each with its end. */
  static String of(CsvPlan plan, CsvReport report, RefusedRows refused) {
    return new CsvSummary(plan, report, refused).text();
  }

  private String text() {
    add("File", file());
    add("Target", plan.mapping().summary());
    add("Samples", samples());
    if (report.meanAbsoluteError() != null) {
      addErrors();
    } else if (report.prequentialAccuracy() != null) {
      addAccuracy();
    }
    add("Snapshots", snapshots());
    if (report.predictionLatencyMs() != null) {
      add(
          "Row to prediction",
          String.format(
              Locale.ROOT,
              "p50 %d ms, p99 %d ms",
              report.predictionLatencyMs().p50(),
              report.predictionLatencyMs().p99()));
    }
    if (report.alarms() > 0) {
      add("Alarms", Long.toString(report.alarms()));
    }
    return String.join("", lines);
  }

  private void add(String name, String value) {
    lines.add(String.format(Locale.ROOT, "%-22s %s%n", name, value));
  }

  private String file() {
    boolean isAllSent = report.rows() == report.rowsSent();
    return String.format(
        Locale.ROOT,
        "%s: %,d rows%s%s",
        plan.table().path(),
        report.rows(),
        isAllSent
            ? ""
            : String.format(Locale.ROOT, ", %,d of them sent in this run", report.rowsSent()),
        refused.text());
  }

  private String samples() {
    return report.seconds() == 0
        ? String.format(Locale.ROOT, "%,d learned, none of them in this run", report.samples())
        : String.format(
            Locale.ROOT,
            "%,d learned: %.1f s, %,.0f per second",
            report.samples(),
            report.seconds(),
            report.samplesPerSecond());
  }

  private void addAccuracy() {
    String right =
        String.format(
            Locale.ROOT,
            "%.2f %% right before they were learned",
            100 * report.prequentialAccuracy());
    add(
        "Test-then-train",
        report.kappa() == null
            ? right
            : String.format(Locale.ROOT, "%s; Cohen's kappa %.3f", right, report.kappa()));
    if (report.noChangeAccuracy() != null) {
      add(
          "Last label again",
          String.format(Locale.ROOT, "%.2f %% right", 100 * report.noChangeAccuracy()));
    }
  }

  private void addErrors() {
    String errors =
        String.format(
            Locale.ROOT,
            "mean absolute error %.4g, root of the mean squared %.4g",
            report.meanAbsoluteError(),
            report.rootMeanSquaredError());
    add(
        "Test-then-train",
        report.r2() == null
            ? errors
            : String.format(Locale.ROOT, "%s, R2 %.4f", errors, report.r2()));
    if (report.lastValueError() != null) {
      add(
          "Last value again",
          String.format(Locale.ROOT, "mean absolute error %.4g", report.lastValueError()));
    }
  }

  private String snapshots() {
    return report.servedVersion() == 0
        ? String.format(
            Locale.ROOT,
            "none: one is taken every %,d samples, see --snapshot-every",
            plan.live().learner().snapshotEvery())
        : String.format(
            Locale.ROOT,
            "%,d; served: version %,d, sha256 %s",
            report.snapshots(),
            report.servedVersion(),
            report.servedSha256());
  }
}
