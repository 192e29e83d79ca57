package dev.thalweg.monitor.web.state;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.thalweg.monitor.web.state.section.Section;
import dev.thalweg.schemas.SnapshotRing;
import dev.thalweg.schemas.avro.Snapshot;
import java.io.IOException;
import java.util.NavigableMap;
import java.util.TreeMap;

/**
 * The latest 64 snapshots of the model by sequence: copies of one, under other keys, are the same
 * line. A trainer names in each the one before it. So whoever leaps is not believed until three
 * that are linked have come, and whatever stands where a linked one belongs gives way to it.
 */
final class SnapshotList implements Section {
  static final int LINES_MAX = 64;

  /** As many of another line replace the one that is shown, if none of it comes in between. */
  private static final int BELIEVED = 3;

  private NavigableMap<Long, Link> links = new TreeMap<>();
  private NavigableMap<Long, Link> others = new TreeMap<>();
  private boolean changed;

  private record Link(String sha256, SnapshotLine line) {}

  /**
   * Whether it is the newest of the model.
   *
   * @param bytes of its parameters
   */
  boolean add(Snapshot snapshot, long bytes) {
    Link link = new Link(snapshot.getSha256(), SnapshotLine.of(snapshot, bytes));
    long sequence = snapshot.getSequence();
    if (isLinked(links, snapshot)) {
      put(links, sequence, link);
      others.clear();
    } else if (links.isEmpty() || sequence < links.firstKey() || isNear(snapshot)) {
      links.put(sequence, link);
    } else if (sequence > links.lastKey()) {
      if (!isLinked(others, snapshot)) {
        others.clear();
      }
      put(others, sequence, link);
      if (others.size() == BELIEVED) {
        others.putAll(links.headMap(others.firstKey(), false)); // a pinned one of long ago
        links = others;
        others = new TreeMap<>();
      }
    }
    while (links.size() > LINES_MAX) {
      links.pollFirstEntry();
    }
    changed = true;
    return links.lastEntry().getValue().equals(link);
  }

  /** Whether it follows the one that it names, or is a copy of one. */
  private static boolean isLinked(NavigableMap<Long, Link> line, Snapshot snapshot) {
    Link same = line.get(snapshot.getSequence());
    Link parent = line.get(snapshot.getSequence() - 1);
    return (same != null && same.sha256().equals(snapshot.getSha256()))
        || (parent != null && parent.sha256().equals(snapshot.getParentSha256()));
  }

  /** What stands behind it stays if it has been there before. */
  private static void put(NavigableMap<Long, Link> line, long sequence, Link link) {
    Link before = line.put(sequence, link);
    if (before == null || !before.sha256().equals(link.sha256())) {
      line.tailMap(sequence, false).clear();
    }
  }

  /** Those in between may be damaged, or no longer there. */
  private boolean isNear(Snapshot snapshot) {
    long ahead = snapshot.getSequence() - links.lastKey();
    return ahead > 0
        && ahead < SnapshotRing.SLOTS
        && snapshot.getVersion() > links.lastEntry().getValue().line().version();
  }

  @Override
  public boolean hasChanged() {
    return changed;
  }

  @Override
  public void writeAll(JsonGenerator json) throws IOException {
    json.writeArrayFieldStart("snapshots");
    for (Link link : links.descendingMap().values()) {
      link.line().write(json);
    }
    json.writeEndArray();
  }

  @Override
  public void writeChanges(JsonGenerator json) throws IOException {
    writeAll(json);
    changed = false;
  }
}
