package dev.thalweg.snapshots.history;

import dev.thalweg.schemas.SnapshotRing;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.LongPredicate;

/**
 * Which sound snapshots belong together, and to the model. A trainer names in each snapshot the one
 * before it; so those that are linked are a line, and the line that has most slots of the ring is
 * the model's. Whatever stands among it or beyond it and is not of it is refused.
 *
 * <p>A link needs the parent's sha256, the sequence after it, a higher version and the same
 * network. Where snapshots are missing in between, a line goes on if they were lost: their slots
 * hold nothing older than they would be, as a ring that was written in order does not.
 *
 * <p>The slots are counted by the last record of each, the one that compaction leaves: so the
 * answer is the same before and after it.
 */
final class Lines {
  private static final Comparator<SnapshotEntry> BY_SEQUENCE =
      Comparator.comparingLong(SnapshotEntry::sequence).thenComparingLong(SnapshotEntry::offset);

  private static final Comparator<Line> WEIGHT =
      Comparator.comparingInt((Line line) -> line.slots)
          .thenComparing(line -> line.first.sequence() == 0)
          .thenComparingInt(line -> line.length)
          .thenComparing(line -> line.newest.sequence(), Comparator.reverseOrder());

  private final Map<String, SnapshotEntry> bySha256 = new HashMap<>();
  private final Map<String, Line> lines = new HashMap<>();
  private final LongPredicate isLost;
  private final Line model;

  private static final class Line {
    private final SnapshotEntry first;
    private SnapshotEntry newest;
    private int length;
    private int slots;

    Line(SnapshotEntry first) {
      this.first = first;
    }

    Line add(SnapshotEntry entry) {
      newest = entry;
      length++;
      return this;
    }
  }

  /**
   * @param slots the sound snapshots of each slot, each once
   * @param isLost whether the snapshot of a sequence, which is in no slot, may have been in one
   */
  Lines(Collection<List<SnapshotEntry>> slots, LongPredicate isLost) {
    this.isLost = isLost;
    List<SnapshotEntry> all = slots.stream().flatMap(List::stream).sorted(BY_SEQUENCE).toList();
    all.forEach(entry -> bySha256.put(entry.sha256(), entry));
    NavigableMap<Long, SnapshotEntry> below = new TreeMap<>();
    for (SnapshotEntry entry : all) {
      lines.put(entry.sha256(), lineBefore(entry, below).add(entry));
      below.putIfAbsent(entry.sequence(), entry);
    }
    for (List<SnapshotEntry> slot : slots) {
      slot.stream()
          .max(Comparator.comparingLong(SnapshotEntry::offset))
          .ifPresent(last -> lines.get(last.sha256()).slots++);
    }
    model = lines.values().stream().max(WEIGHT).orElse(null);
  }

  private Line lineBefore(SnapshotEntry entry, NavigableMap<Long, SnapshotEntry> below) {
    SnapshotEntry parent = bySha256.get(entry.parentSha256());
    if (parent != null && entry.sequence() == parent.sequence() + 1 && follows(entry, parent)) {
      return lines.get(parent.sha256());
    }
    Map.Entry<Long, SnapshotEntry> nearest = below.lowerEntry(entry.sequence());
    return nearest != null && isAcrossLost(entry, nearest.getValue())
        ? lines.get(nearest.getValue().sha256())
        : new Line(entry);
  }

  private boolean isAcrossLost(SnapshotEntry entry, SnapshotEntry before) {
    long missing = entry.sequence() - before.sequence() - 1;
    if (missing < 1 || missing >= SnapshotRing.SLOTS - 1 || !follows(entry, before)) {
      return false;
    }
    for (long sequence = before.sequence() + 1; sequence < entry.sequence(); sequence++) {
      if (!isLost.test(sequence)) {
        return false;
      }
    }
    return true;
  }

  private static boolean follows(SnapshotEntry entry, SnapshotEntry before) {
    return entry.version() > before.version() && entry.network().equals(before.network());
  }

  /** Whether it is of the model's line. */
  boolean has(SnapshotEntry entry) {
    return lines.get(entry.sha256()) == model;
  }

  /** Why it is refused, in half a sentence; empty when it is not. */
  Optional<String> refusal(SnapshotEntry entry) {
    return has(entry) || entry.sequence() < model.first.sequence()
        ? Optional.empty()
        : Optional.of(reason(entry));
  }

  private String reason(SnapshotEntry entry) {
    if (!entry.network().equals(model.newest.network())) {
      return "it does not belong to the model: its network is %s, and the model's is %s"
          .formatted(entry.network(), model.newest.network());
    }
    SnapshotEntry parent = bySha256.get(entry.parentSha256());
    if (parent != null && has(parent)) {
      return ("it does not belong to the model: its sequence %d and version %d do not follow its"
              + " parent's, %d and %d")
          .formatted(entry.sequence(), entry.version(), parent.sequence(), parent.version());
    }
    return ("it does not belong to the model: its parent is not known, and its sequence is %d where"
            + " the model's newest is %d")
        .formatted(entry.sequence(), model.newest.sequence());
  }
}
