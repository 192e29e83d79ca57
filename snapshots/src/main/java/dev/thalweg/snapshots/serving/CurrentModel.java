package dev.thalweg.snapshots.serving;

import dev.thalweg.snapshots.ServedModel;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one reference to what is served: the newest of the ring or the one that the gate has
 * promoted, as {@link Following} has it, whose sequences never go back unless one has turned out to
 * be a stranger's; or the pinned one, which may be older. Written by one thread, the follower's;
 * read by any.
 */
public final class CurrentModel {
  private static final Logger LOG = LoggerFactory.getLogger(CurrentModel.class);

  private final Following following;
  private final CountDownLatch first = new CountDownLatch(1);
  private final AtomicLong swaps = new AtomicLong();
  private final AtomicLong takenBack = new AtomicLong();
  private final List<Consumer<ServedModel>> listeners = new CopyOnWriteArrayList<>();
  private volatile ServedModel current;
  private volatile ServedModel newest;
  private volatile ServedModel promoted;
  private volatile boolean pinned;

  /** Of a scorer that follows the newest. */
  public CurrentModel() {
    this(Following.NEWEST);
  }

  public CurrentModel(Following following) {
    this.following = following;
  }

  Following following() {
    return following;
  }

  public Optional<ServedModel> get() {
    return Optional.ofNullable(current);
  }

  /** The newest that was offered, served or not. */
  public Optional<ServedModel> newest() {
    return Optional.ofNullable(newest);
  }

  /** The latest that the gate has promoted, served or not; empty where the newest is followed. */
  Optional<ServedModel> promoted() {
    return Optional.ofNullable(promoted);
  }

  /** Whether one version is served, whatever comes. */
  public boolean isPinned() {
    return pinned;
  }

  /**
   * Takes note of one of the ring if its sequence is newer than all before, and serves it unless
   * another is pinned or it is to be promoted first; returns whether it is served from now on.
   */
  public boolean offer(ServedModel candidate) {
    if (newest != null && candidate.sequence() <= newest.sequence()) {
      return false;
    }
    boolean swapped = !pinned && promoted == null && swap(candidate);
    newest = candidate; // last, so that who sees it as the newest sees it served too
    return swapped;
  }

  /**
   * Takes note of what the gate has promoted if its sequence is newer than all it promoted before,
   * and serves it unless another is pinned; returns whether it is served from now on. The first one
   * takes the place of the newest even if that is newer: the gate has not seen it yet.
   */
  boolean promote(ServedModel chosen) {
    if (following != Following.PROMOTED
        || (promoted != null && chosen.sequence() <= promoted.sequence())) {
      return false;
    }
    promoted = chosen;
    return !pinned && swap(chosen);
  }

  /**
   * The newest has turned out to be a stranger's: this one is the newest instead, though its
   * sequence be lower. What is served goes on where there is none.
   */
  void takeBackNewest(Optional<ServedModel> instead) {
    newest = instead.orElse(null);
    takenBack.incrementAndGet();
    if (!pinned && promoted == null) {
      follow();
    }
  }

  /** As {@link #takeBackNewest}, of what was promoted; the newest takes the place of none. */
  void takeBackPromoted(Optional<ServedModel> instead) {
    promoted = instead.orElse(null);
    takenBack.incrementAndGet();
    if (!pinned) {
      follow();
    }
  }

  /** How often a stranger's snapshot was taken back. */
  long takenBack() {
    return takenBack.get();
  }

  /** Serves this one until {@link #follow()}. */
  void pin(ServedModel model) {
    pinned = true;
    boolean unused = swap(model);
  }

  /** Serves the promoted or the newest again; what was pinned goes on until there is one. */
  void follow() {
    pinned = false;
    ServedModel followed = promoted != null ? promoted : newest;
    if (followed != null) {
      boolean unused = swap(followed);
    }
  }

  private boolean swap(ServedModel next) {
    ServedModel before = current;
    if (before != null && before.sha256().equals(next.sha256())) {
      return false;
    }
    current = next;
    swaps.incrementAndGet();
    first.countDown();
    for (Consumer<ServedModel> listener : listeners) {
      tell(listener, next);
    }
    return true;
  }

  private static void tell(Consumer<ServedModel> listener, ServedModel swapped) {
    try {
      listener.accept(swapped);
    } catch (RuntimeException e) {
      LOG.warn("A listener of swaps failed.", e);
    }
  }

  /** Waits for the first one, at most this long. */
  public Optional<ServedModel> awaitFirst(Duration timeout) {
    try {
      boolean unused = first.await(timeout.toNanos(), TimeUnit.NANOSECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return get();
  }

  /** How often something was swapped in, the first one included. */
  public long swaps() {
    return swaps.get();
  }

  public void onSwap(Consumer<ServedModel> listener) {
    listeners.add(listener);
  }
}
