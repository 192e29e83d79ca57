package dev.thalweg.scorer;

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
 * The one reference to what is served: the newest of the ring, whose sequence never goes back, or
 * the pinned one, which may be older. Written by one thread, the follower's; read by any.
 */
final class CurrentModel {
  private static final Logger LOG = LoggerFactory.getLogger(CurrentModel.class);

  private final CountDownLatch first = new CountDownLatch(1);
  private final AtomicLong swaps = new AtomicLong();
  private final List<Consumer<ServedModel>> listeners = new CopyOnWriteArrayList<>();
  private volatile ServedModel current;
  private volatile ServedModel newest;
  private volatile boolean pinned;

  Optional<ServedModel> get() {
    return Optional.ofNullable(current);
  }

  /** The newest that was offered, served or not. */
  Optional<ServedModel> newest() {
    return Optional.ofNullable(newest);
  }

  /** Whether one version is served, whatever comes. */
  boolean isPinned() {
    return pinned;
  }

  /**
   * Takes note of one of the ring if its sequence is newer than all before, and serves it unless
   * another is pinned; returns whether it is served from now on.
   */
  boolean offer(ServedModel candidate) {
    if (newest != null && candidate.sequence() <= newest.sequence()) {
      return false;
    }
    boolean swapped = !pinned && swap(candidate);
    newest = candidate; // last, so that who sees it as the newest sees it served too
    return swapped;
  }

  /** Serves this one until {@link #follow()}. */
  void pin(ServedModel model) {
    pinned = true;
    boolean unused = swap(model);
  }

  /** Serves the newest again; what was pinned goes on until there is one. */
  void follow() {
    pinned = false;
    if (newest != null) {
      boolean unused = swap(newest);
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
  Optional<ServedModel> awaitFirst(Duration timeout) {
    try {
      boolean unused = first.await(timeout.toNanos(), TimeUnit.NANOSECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return get();
  }

  /** How often something was swapped in, the first one included. */
  long swaps() {
    return swaps.get();
  }

  void onSwap(Consumer<ServedModel> listener) {
    listeners.add(listener);
  }
}
