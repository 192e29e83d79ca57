package dev.thalweg.snapshots.history;

import java.util.Optional;
import java.util.OptionalLong;

/** The record under a key of its own that outlives the ring, as those see it who serve it. */
final class KeptCopy {
  private final OptionalLong at;
  private final boolean newest;
  private SnapshotEntry entry;

  private KeptCopy(OptionalLong at, boolean newest) {
    this.at = at;
    this.newest = newest;
  }

  /**
   * Of those that were promoted: the sound one of the highest sequence, which a scorer serves; a
   * damaged one takes no sound one's place.
   */
  static KeptCopy newest() {
    return new KeptCopy(OptionalLong.empty(), true);
  }

  /**
   * Of those that were pinned: the one at the offset that the directive names, or else the last.
   */
  static KeptCopy at(long offset) {
    return new KeptCopy(OptionalLong.of(offset), false);
  }

  /** Of those that were pinned, where none is any more: the last. */
  static KeptCopy last() {
    return new KeptCopy(OptionalLong.empty(), false);
  }

  void put(SnapshotEntry next) {
    boolean isMeant = entry != null && at.isPresent() && entry.offset() == at.getAsLong();
    if (entry == null || (newest ? isNewer(next) : !isMeant)) {
      entry = next;
    }
  }

  private boolean isNewer(SnapshotEntry next) {
    if (next.damage().isPresent() || entry.damage().isPresent()) {
      return entry.damage().isPresent();
    }
    return next.sequence() > entry.sequence();
  }

  Optional<SnapshotEntry> entry() {
    return Optional.ofNullable(entry);
  }
}
