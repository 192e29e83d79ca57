package dev.thalweg.snapshots.history;

import java.util.Collection;
import java.util.Comparator;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Keeps the weights of the snapshot that is asked for, while records come: of one version, or the
 * newest of the ring. Which record that is, the whole topic says; so it keeps what is likely, and a
 * second pass reads another one where it lies.
 */
final class Wanted {
  /**
   * A sound one goes before a damaged one, the ring's before a copy, the newer before the older.
   */
  private static final Comparator<SnapshotEntry> PREFERENCE =
      Comparator.comparing((SnapshotEntry entry) -> entry.damage().isEmpty())
          .thenComparing(SnapshotEntry::inRing)
          .thenComparingLong(SnapshotEntry::sequence)
          .thenComparingLong(SnapshotEntry::offset);

  private final OptionalLong version;
  private final OptionalLong offset;
  private StoredSnapshot kept;

  private Wanted(OptionalLong version, OptionalLong offset) {
    this.version = version;
    this.offset = offset;
  }

  /**
   * @param version empty for the newest of the ring
   */
  static Wanted version(OptionalLong version) {
    return new Wanted(version, OptionalLong.empty());
  }

  /** The same, where it is known at which offset the record lies. */
  Wanted at(long known) {
    return new Wanted(version, OptionalLong.of(known));
  }

  void offer(StoredSnapshot stored) {
    SnapshotEntry entry = stored.entry();
    boolean meant = offset.isPresent() ? entry.offset() == offset.getAsLong() : isMeant(entry);
    if (meant && (kept == null || PREFERENCE.compare(entry, kept.entry()) > 0)) {
      kept = stored;
    }
  }

  private boolean isMeant(SnapshotEntry entry) {
    return version.isPresent() ? entry.version() == version.getAsLong() : entry.inRing();
  }

  /** What is asked for, of those that there are. */
  Optional<SnapshotEntry> of(Collection<SnapshotEntry> entries) {
    return entries.stream().filter(this::isMeant).max(PREFERENCE);
  }

  /** With its weights, as sound as it is of those that there are; empty where others were kept. */
  Optional<StoredSnapshot> found(Collection<SnapshotEntry> entries) {
    return of(entries)
        .filter(entry -> kept != null && kept.entry().offset() == entry.offset())
        .map(entry -> new StoredSnapshot(entry, kept.snapshot(), kept.record()));
  }
}
