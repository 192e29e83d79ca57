package dev.thalweg.cli.replay;

import dev.thalweg.trainer.replay.Outcome;
import dev.thalweg.trainer.replay.Stretch;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Test-then-train curves side by side, one row for each part of the range. */
final class CurveTable {
  private static final int NAME_MAX = 24;

  private final List<Outcome> runs;
  private final List<Column> columns;
  private final int pointsPerRow;

  /** A figure of a row: of its own part of the range and of all up to its end. */
  private record Column(String heading, int width, Figure figure) {}

  private interface Figure {
    String text(Stretch part, Stretch soFar);
  }

  private CurveTable(List<Outcome> runs, List<Column> columns, int pointsPerRow) {
    this.runs = runs;
    this.columns = columns;
    this.pointsPerRow = pointsPerRow;
  }

  /** Every point with all its figures, for two runs. */
  static CurveTable whole(List<Outcome> runs) {
    return new CurveTable(
        runs,
        List.of(
            new Column("accuracy", 10, (part, soFar) -> percent(part.accuracy())),
            new Column("so far", 8, CurveTable::soFar),
            new Column("loss", 8, (part, soFar) -> decimal(part.loss()))),
        1);
  }

  /** The accuracy of every second point, for more runs. */
  static CurveTable compact(List<Outcome> runs) {
    int width = runs.stream().mapToInt(run -> name(run).length()).max().orElse(0);
    Column accuracy =
        new Column("", Math.max(width, 7) + 2, (part, soFar) -> percent(part.accuracy()));
    return new CurveTable(runs, List.of(accuracy), 2);
  }

  /**
   * Prints it.
   *
   * @param upTo what the points of the curves are counted in, as in "up to offset"
   */
  void print(PrintWriter out, String upTo) {
    StringBuilder names = new StringBuilder(cell("", 14));
    StringBuilder headings = new StringBuilder(cell(upTo, 14));
    for (Outcome run : runs) {
      names.append(cell(name(run), columns.stream().mapToInt(Column::width).sum()));
      columns.forEach(column -> headings.append(cell(column.heading(), column.width())));
    }
    if (columns.size() == 1) {
      out.println(cell(upTo, 14) + names.substring(14));
    } else {
      out.println(names);
      out.println(headings);
    }
    rows().forEach(out::println);
  }

  private List<String> rows() {
    List<String> rows = new ArrayList<>();
    int points = runs.get(0).curve().size();
    for (int begin = 0; begin < points; begin += pointsPerRow) {
      int end = Math.min(points, begin + pointsPerRow);
      long offset = runs.get(0).curve().get(end - 1).end();
      StringBuilder row = new StringBuilder(cell(String.format(Locale.ROOT, "%,d", offset), 14));
      for (Outcome run : runs) {
        Stretch part = run.sum(begin, end);
        Stretch soFar = run.sum(0, end);
        columns.forEach(c -> row.append(cell(c.figure().text(part, soFar), c.width())));
      }
      rows.add(row.toString());
    }
    return rows;
  }

  /** Nothing where nothing was added: behind the step at which a run has failed, above all. */
  private static String soFar(Stretch part, Stretch soFar) {
    return part.samples() == 0 ? "-" : percent(soFar.accuracy());
  }

  /** A run's name, cut to the width of a column. */
  private static String name(Outcome run) {
    return cut(run.name(), NAME_MAX);
  }

  static String cut(String text, int max) {
    return text.length() <= max ? text : text.substring(0, max - 3) + "...";
  }

  private static String cell(String text, int width) {
    return " ".repeat(Math.max(0, width - text.length())) + text;
  }

  static String percent(double share) {
    return Double.isNaN(share) ? "-" : String.format(Locale.ROOT, "%.2f%%", 100 * share);
  }

  static String decimal(double value) {
    return Double.isNaN(value) ? "-" : String.format(Locale.ROOT, "%.4f", value);
  }
}
