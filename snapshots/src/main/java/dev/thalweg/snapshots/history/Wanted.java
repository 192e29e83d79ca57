package dev.thalweg.snapshots.history;

import java.util.Collection;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;

/**
 * Keeps the weights of the snapshot that is asked for, while records come: of one version, or the
 * newest of the ring. A sound one goes before a damaged one, the ring's before a copy.
 */
final class Wanted {
  private final OptionalLong version;
  private final Map<Rank, StoredSnapshot> kept = new EnumMap<>(Rank.class);

  /** In the order of preference. */
  private enum Rank {
    SOUND_IN_RING,
    SOUND_COPY,
    DAMAGED_IN_RING,
    DAMAGED_COPY;

    static Rank of(SnapshotEntry entry) {
      if (entry.inRing()) {
        return entry.damage().isEmpty() ? SOUND_IN_RING : DAMAGED_IN_RING;
      }
      return entry.damage().isEmpty() ? SOUND_COPY : DAMAGED_COPY;
    }
  }

  /**
   * @param version empty for the newest of the ring
   */
  Wanted(OptionalLong version) {
    this.version = version;
  }

  boolean isNewest() {
    return version.isEmpty();
  }

  void offer(StoredSnapshot stored) {
    SnapshotEntry entry = stored.entry();
    if (version.isPresent() ? entry.version() == version.getAsLong() : entry.inRing()) {
      kept.merge(
          Rank.of(entry),
          stored,
          (before, next) -> next.entry().sequence() >= before.entry().sequence() ? next : before);
    }
  }

  /** What was asked for, if it is still there. */
  Optional<StoredSnapshot> found(
      Collection<SnapshotEntry> ring,
      Optional<SnapshotEntry> pinned,
      Optional<SnapshotEntry> promoted) {
    return Stream.of(Rank.values())
        .map(kept::get)
        .filter(Objects::nonNull)
        .filter(
            stored ->
                ring.contains(stored.entry())
                    || pinned.filter(stored.entry()::equals).isPresent()
                    || promoted.filter(stored.entry()::equals).isPresent())
        .findFirst();
  }
}
