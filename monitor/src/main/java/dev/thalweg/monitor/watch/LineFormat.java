package dev.thalweg.monitor.watch;

import dev.thalweg.schemas.PipelineTopic;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Aligned columns for people. */
final class LineFormat implements RecordFormat {
  private static final String GAP = "  ";

  private final TopicColumns columns;
  private final List<Column> shown;

  LineFormat(PipelineTopic topic, ZoneId zone) {
    columns = new TopicColumns(zone);
    shown = columns.of(topic);
  }

  @Override
  public Optional<String> heading() {
    return Optional.of(row(Column::paddedHeading));
  }

  @Override
  public String line(TopicRecord record) {
    if (record.isUnreadable()) {
      return columns.time(record.writtenAt())
          + GAP
          + Column.printable(
              "unreadable: %s, %d bytes: %s"
                  .formatted(record.origin(), record.valueBytes(), record.error()));
    }
    return row(column -> column.padded(record));
  }

  private String row(Function<Column, String> cell) {
    return shown.stream().map(cell).collect(Collectors.joining(GAP)).stripTrailing();
  }
}
