package dev.thalweg.snapshots.history;

import java.util.Optional;
import java.util.OptionalLong;

/** The pinned record, which outlives the ring, as those see it who serve it. */
final class KeptCopy {
  private final OptionalLong at;
  private SnapshotEntry entry;

  private KeptCopy(OptionalLong at) {
    this.at = at;
  }

  /** The one at the offset that the directive names, or else the last. */
  static KeptCopy at(long offset) {
    return new KeptCopy(OptionalLong.of(offset));
  }

  /** Where none is pinned any more: the last. */
  static KeptCopy last() {
    return new KeptCopy(OptionalLong.empty());
  }

  void put(SnapshotEntry next) {
    boolean isMeant = entry != null && at.isPresent() && entry.offset() == at.getAsLong();
    if (!isMeant) {
      entry = next;
    }
  }

  Optional<SnapshotEntry> entry() {
    return Optional.ofNullable(entry);
  }
}
