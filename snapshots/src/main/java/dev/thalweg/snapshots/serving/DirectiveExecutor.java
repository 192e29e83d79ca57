package dev.thalweg.snapshots.serving;

import dev.thalweg.schemas.avro.Directive;
import dev.thalweg.schemas.avro.DirectiveKind;
import dev.thalweg.snapshots.RefusedException;
import dev.thalweg.snapshots.ServedModel;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;

/**
 * Carries out directives. The latest that can be carried out holds: a pin whose snapshot is
 * damaged, or is not there after a while, raises an alarm and changes nothing. Confined to one
 * thread.
 *
 * <p>A pinned snapshot may be missing at its offset for a moment for two reasons, so it is looked
 * for again: a transaction that was open when it was written is not decided yet, so that it is not
 * readable; or it was pinned, replaced by another and compacted away, and the directive that says
 * so is about to be read.
 */
final class DirectiveExecutor {
  static final Duration RETRY = Duration.ofMillis(500);

  /** A minute in all, more than a dead trainer's transaction (30 s) holds up what is readable. */
  static final int ATTEMPTS_MAX = 120;

  private final SnapshotReader snapshots;
  private final CurrentModel current;
  private final RefusalPublisher refusals;
  private final InstantSource clock;
  private Directive pending;
  private int attempts;
  private Instant nextAttemptAt;

  DirectiveExecutor(
      SnapshotReader snapshots,
      CurrentModel current,
      RefusalPublisher refusals,
      InstantSource clock) {
    this.snapshots = snapshots;
    this.current = current;
    this.refusals = refusals;
    this.clock = clock;
  }

  /**
   * Takes the place of every directive before it, a pending one included. A pin is carried out by
   * {@link #proceed()}: what can fail must not lose the directives that were read with this one.
   */
  void obey(Directive directive) {
    if (directive.getKind() == DirectiveKind.PIN) {
      pending = directive;
      attempts = 0;
      nextAttemptAt = Instant.MIN;
    } else {
      pending = null;
      current.follow();
    }
  }

  /** Whether a pin waits for its snapshot. */
  boolean isPending() {
    return pending != null;
  }

  /** Looks for the snapshot of a pending pin, if it is time. */
  void proceed() {
    if (pending == null || clock.instant().isBefore(nextAttemptAt)) {
      return;
    }
    nextAttemptAt = clock.instant().plus(RETRY);
    try {
      Optional<ServedModel> found = snapshots.pinned(pending);
      if (found.isPresent()) {
        current.pin(found.get());
        pending = null;
      } else if (++attempts == ATTEMPTS_MAX) {
        refusals.disobeyed(
            "that pins version " + pending.getVersion(),
            "There is no snapshot at offset %d.".formatted(pending.getSnapshotOffset()));
        pending = null;
      }
    } catch (RefusedException e) {
      pending = null; // the reader has told
    }
  }
}
