package dev.thalweg.snapshots.history;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What stands under the key of the promoted one: the last 64 records, since anybody may have
 * written there too. Told in any order.
 */
public final class PromotedCopies {
  private final TreeMap<Long, SnapshotEntry> byOffset = new TreeMap<>();

  /** Takes note of a record. */
  public void put(SnapshotEntry entry) {
    byOffset.put(entry.offset(), entry);
    if (byOffset.size() > RingSlots.KEPT_MAX) {
      byOffset.pollFirstEntry();
    }
  }

  /** What a scorer serves: the sound one of the highest sequence that belongs to the ring. */
  public Optional<SnapshotEntry> newest(RingSlots ring) {
    return byOffset.values().stream()
        .filter(entry -> entry.damage().isEmpty() && ring.refusal(entry).isEmpty())
        .max(Comparator.comparingLong(SnapshotEntry::sequence));
  }

  /** Those that are sound and do not belong to the ring, with the reason as their damage. */
  public List<SnapshotEntry> refused(RingSlots ring) {
    return byOffset.values().stream()
        .filter(entry -> entry.damage().isEmpty())
        .flatMap(entry -> ring.refusal(entry).map(entry::refused).stream())
        .toList();
  }

  /** What is listed: the one that is served, or else the last one with what is wrong with it. */
  Optional<SnapshotEntry> listed(RingSlots ring) {
    return newest(ring)
        .or(
            () ->
                Optional.ofNullable(byOffset.lastEntry())
                    .map(last -> judged(last.getValue(), ring)));
  }

  private static SnapshotEntry judged(SnapshotEntry entry, RingSlots ring) {
    return entry.damage().isPresent()
        ? entry
        : ring.refusal(entry).map(entry::refused).orElse(entry);
  }
}
