package dev.thalweg.cli.demo.csv;

import dev.thalweg.cli.demo.live.Prequential;
import dev.thalweg.cli.terminal.StatusLine;
import java.util.Locale;

/**
 * The status line of a demo with a file.
 *
 * @param rows in their topic
 * @param total rows that are to be there
 * @param samples learned of them
 * @param perSecond samples learned per second recently
 * @param version of the served snapshot; negative before the first
 * @param latencyMs the median so far
 */
record CsvFigures(
    long rows,
    long total,
    long samples,
    double perSecond,
    Prequential prequential,
    long version,
    long latencyMs)
    implements StatusLine.Line {

  @Override
  public String text() {
    return String.format(
        Locale.ROOT,
        "rows %,d/%,d  learned %,d  %,.0f/s  test-then-train %s  %s  latency %d ms",
        rows,
        total,
        samples,
        perSecond,
        samples == 0 ? "-" : tested(),
        version < 0 ? "no snapshot yet" : String.format(Locale.ROOT, "version %,d", version),
        latencyMs);
  }

  private String tested() {
    return Double.isNaN(prequential.meanAbsoluteError())
        ? String.format(
            Locale.ROOT,
            "%.2f%% (no change %.2f%%)",
            100 * prequential.accuracy(),
            100 * prequential.noChangeAccuracy())
        : String.format(
            Locale.ROOT,
            "error %.4g (last value %.4g)",
            prequential.meanAbsoluteError(),
            prequential.lastValueError());
  }
}
