package dev.thalweg.monitor.web.state;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.thalweg.monitor.web.state.section.Section;
import dev.thalweg.schemas.avro.Snapshot;
import java.io.IOException;
import java.util.NavigableMap;
import java.util.TreeMap;

/** The latest 64 snapshots by sequence: copies of one, under other keys, are the same line. */
final class SnapshotList implements Section {
  static final int LINES_MAX = 64;

  private final NavigableMap<Long, SnapshotLine> lines = new TreeMap<>();
  private boolean changed;

  void add(Snapshot snapshot, long bytes) {
    lines.put(snapshot.getSequence(), SnapshotLine.of(snapshot, bytes));
    if (lines.size() > LINES_MAX) {
      lines.pollFirstEntry();
    }
    changed = true;
  }

  @Override
  public boolean hasChanged() {
    return changed;
  }

  @Override
  public void writeAll(JsonGenerator json) throws IOException {
    json.writeArrayFieldStart("snapshots");
    for (SnapshotLine line : lines.descendingMap().values()) {
      line.write(json);
    }
    json.writeEndArray();
  }

  @Override
  public void writeChanges(JsonGenerator json) throws IOException {
    writeAll(json);
    changed = false;
  }
}
