package dev.thalweg.monitor.web.state;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.thalweg.monitor.web.state.section.Section;
import dev.thalweg.monitor.web.state.section.Text;
import dev.thalweg.schemas.avro.Alarm;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;

/** The latest 100 alarms, the newest first. */
final class AlarmList implements Section {
  static final int ALARMS_MAX = 100;

  private final Deque<Line> lines = new ArrayDeque<>();
  private long number;
  private boolean changed;

  private record Line(long number, String kind, String detail, long atMs) {}

  void add(Alarm alarm) {
    lines.addLast(
        new Line(
            ++number,
            alarm.getKind().name(),
            Text.cut(alarm.getDetail()),
            alarm.getAt().toEpochMilli()));
    if (lines.size() > ALARMS_MAX) {
      lines.removeFirst();
    }
    changed = true;
  }

  @Override
  public boolean hasChanged() {
    return changed;
  }

  @Override
  public void writeAll(JsonGenerator json) throws IOException {
    json.writeArrayFieldStart("alarms");
    for (Iterator<Line> newest = lines.descendingIterator(); newest.hasNext(); ) {
      Line line = newest.next();
      json.writeStartObject();
      json.writeNumberField("number", line.number());
      json.writeStringField("kind", line.kind());
      json.writeStringField("detail", line.detail());
      json.writeNumberField("at", line.atMs());
      json.writeEndObject();
    }
    json.writeEndArray();
  }

  @Override
  public void writeChanges(JsonGenerator json) throws IOException {
    writeAll(json);
    changed = false;
  }
}
