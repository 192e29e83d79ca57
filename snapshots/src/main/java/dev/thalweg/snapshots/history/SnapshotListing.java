package dev.thalweg.snapshots.history;

import dev.thalweg.schemas.avro.Directive;
import dev.thalweg.schemas.avro.DirectiveKind;
import java.util.List;
import java.util.Optional;

/**
 * The snapshots of a model that can be shown and pinned.
 *
 * @param entries the ring, and those that were pinned and promoted last where the ring has passed
 *     them; newest first
 * @param copy the record under {@code model/pinned}: what was pinned last
 * @param promoted the record under {@code model/serving}: what the gate has promoted last
 * @param directive what scorers obey; empty when none was given, which is to follow
 * @param passedOver records of the topic that are not snapshots of this model
 */
public record SnapshotListing(
    List<SnapshotEntry> entries,
    Optional<SnapshotEntry> copy,
    Optional<SnapshotEntry> promoted,
    Optional<Directive> directive,
    long passedOver) {

  public SnapshotListing {
    entries = List.copyOf(entries);
  }

  /** The directive, where it pins a version. */
  public Optional<Directive> pin() {
    return directive.filter(latest -> latest.getKind() == DirectiveKind.PIN);
  }

  /**
   * What scorers serve by the directive: the pinned one; else what the gate has promoted; else,
   * where it has promoted none, the newest sound one of the ring. Empty when there is none, or when
   * the pinned one is not where the directive says or is damaged; scorers then go on with what they
   * served before.
   */
  public Optional<SnapshotEntry> served() {
    if (pin().isEmpty()) {
      Optional<SnapshotEntry> chosen = promoted.filter(found -> found.damage().isEmpty());
      if (chosen.isPresent()) {
        return listed(chosen.get());
      }
      return entries.stream().filter(e -> e.inRing() && e.damage().isEmpty()).findFirst();
    }
    return copy.filter(found -> isMeant(found, pin().get())).flatMap(this::listed);
  }

  private Optional<SnapshotEntry> listed(SnapshotEntry copied) {
    return entries.stream().filter(e -> e.isSameAs(copied)).findFirst();
  }

  private static boolean isMeant(SnapshotEntry found, Directive pin) {
    return found.damage().isEmpty()
        && found.offset() == pin.getSnapshotOffset()
        && found.version() == pin.getVersion()
        && found.sha256().equals(pin.getSha256());
  }

  /** Whether the directive pins it. */
  public boolean isPinned(SnapshotEntry entry) {
    return pin().filter(p -> p.getSha256().equals(entry.sha256())).isPresent();
  }

  /** Whether it is what the gate has promoted last. */
  public boolean isPromoted(SnapshotEntry entry) {
    return promoted.filter(found -> entry.isSameAs(found)).isPresent();
  }

  /** Whether it outlives the ring, because it was pinned last. */
  public boolean isKept(SnapshotEntry entry) {
    return copy.filter(found -> entry.isSameAs(found)).isPresent();
  }
}
