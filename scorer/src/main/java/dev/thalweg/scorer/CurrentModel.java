package dev.thalweg.scorer;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The one reference to what is served. Its sequence never goes back. Safe for many threads. */
final class CurrentModel {
  private static final Logger LOG = LoggerFactory.getLogger(CurrentModel.class);

  private final AtomicReference<ServedModel> current = new AtomicReference<>();
  private final CountDownLatch first = new CountDownLatch(1);
  private final AtomicLong swaps = new AtomicLong();
  private final List<Consumer<ServedModel>> listeners = new CopyOnWriteArrayList<>();

  Optional<ServedModel> get() {
    return Optional.ofNullable(current.get());
  }

  /** Serves it if its sequence is newer than what is served; returns whether it is. */
  boolean offer(ServedModel candidate) {
    ServedModel before = current.getAndUpdate(now -> isNewer(candidate, now) ? candidate : now);
    if (!isNewer(candidate, before)) {
      return false;
    }
    swaps.incrementAndGet();
    first.countDown();
    for (Consumer<ServedModel> listener : listeners) {
      tell(listener, candidate);
    }
    return true;
  }

  private static boolean isNewer(ServedModel candidate, ServedModel than) {
    return than == null || candidate.sequence() > than.sequence();
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
