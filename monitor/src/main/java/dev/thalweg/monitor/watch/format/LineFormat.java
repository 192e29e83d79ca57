package dev.thalweg.monitor.watch.format;

import dev.thalweg.schemas.LearnerDirective;
import dev.thalweg.schemas.PipelineTopic;
import dev.thalweg.topics.TopicRecord;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Aligned columns for people. They grow with what is shown, and never shrink. Of a model that
 * predicts a number they have its errors in place of the accuracy: which it is, is what the latest
 * record says that tells.
 */
public final class LineFormat implements RecordFormat {
  private static final String GAP = "  ";

  /** Where a longer text moves the rest of its line, and that line alone. */
  private static final int WIDTH_MAX = 40;

  private final TopicColumns columns;
  private final Trends trends = new Trends();
  private final PipelineTopic topic;
  private final LineStyle style;
  private boolean isOfNumbers;
  private List<Column> shown;
  private List<Column> headed = List.of();
  private int[] widths;

  public LineFormat(PipelineTopic topic, LineStyle style) {
    this.topic = topic;
    this.style = style;
    columns = new TopicColumns(style, trends);
    arrange();
  }

  private void arrange() {
    shown = fitting(columns.of(topic, isOfNumbers), style.columns());
    widths = shown.stream().mapToInt(c -> Math.max(c.width(), c.heading().length())).toArray();
  }

  /** Leaves out optional columns, from the right, until the others fit. */
  private static List<Column> fitting(List<Column> all, int columnsMax) {
    List<Column> kept = new ArrayList<>(all);
    for (int i = all.size() - 1; i >= 0 && width(kept) > columnsMax; i--) {
      if (all.get(i).optional()) {
        kept.remove(i);
      }
    }
    return kept;
  }

  private static int width(List<Column> columns) {
    return columns.stream().mapToInt(Column::width).sum() + GAP.length() * (columns.size() - 1);
  }

  @Override
  public Optional<String> heading() {
    headed = shown;
    return Optional.of(row(shown.stream().map(Column::heading).toList()));
  }

  @Override
  public boolean needsHeading() {
    return headed != shown;
  }

  @Override
  public void pass(TopicRecord record) {
    trends.add(record);
    boolean isNow = TopicColumns.isOfNumbers(record).orElse(isOfNumbers);
    if (isNow != isOfNumbers) {
      isOfNumbers = isNow;
      arrange();
    }
  }

  @Override
  public String line(TopicRecord record) {
    if (record.isUnreadable()) {
      return other(
          record,
          "unreadable: %s, %d bytes: %s"
              .formatted(record.origin(), record.valueBytes(), record.error()));
    }
    if (record.directive().isPresent()) {
      LearnerDirective directive = record.directive().get();
      return other(
          record, "directive to the learner: %s (%s)".formatted(directive.text(), record.origin()));
    }
    return row(shown.stream().map(column -> column.cell(record)).toList());
  }

  /** A line for what has no columns. */
  private String other(TopicRecord record, String text) {
    return columns.time(record.writtenAt()) + GAP + Column.printable(text);
  }

  private String row(List<String> cells) {
    for (int i = 0; i < widths.length; i++) {
      widths[i] = Math.max(widths[i], Math.min(WIDTH_MAX, cells.get(i).length()));
    }
    // The last column ends its line: nothing is aligned with its end.
    return IntStream.range(0, widths.length)
        .mapToObj(i -> shown.get(i).pad(cells.get(i), widths[i]))
        .collect(Collectors.joining(GAP))
        .stripTrailing();
  }
}
