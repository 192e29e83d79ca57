package dev.thalweg.topics.outage;

import dev.thalweg.schemas.access.Patience;
import dev.thalweg.topics.ClientFailure;
import java.time.Duration;
import java.util.function.LongSupplier;
import java.util.function.Predicate;

/**
 * Whether a service begins anew, from what is committed, where a client of Kafka has given up:
 * where a broker that was away explains it, or a transaction that took too long, and as long as
 * that does not go on for longer than is waited for. Whoever waits for no broker begins anew after
 * lost transactions all the same: they need no waiting. Safe for many threads.
 */
public final class Recovery {
  /** So long after the last failure a new one is another matter. */
  static final Duration CALM = Duration.ofMinutes(1);

  private static final Duration PAUSE = Duration.ofSeconds(1);

  private final Patience patience;
  private final LongSupplier nanoTime;
  private boolean began;
  private long firstNs;
  private long lastNs;

  public Recovery(Patience patience) {
    this(patience, System::nanoTime);
  }

  Recovery(Patience patience, LongSupplier nanoTime) {
    this.patience = patience;
    this.nanoTime = nanoTime;
  }

  /** Whether to begin anew after this failure. */
  public boolean allows(Throwable failure) {
    return allows(failure, other -> false);
  }

  /**
   * The same where a service knows of more failures that pass.
   *
   * @param passes whether one is of that kind
   */
  public synchronized boolean allows(Throwable failure, Predicate<Throwable> passes) {
    boolean isLost = ClientFailure.isTransactionLost(failure) || passes.test(failure);
    if (!isLost && !(patience.isAny() && isOfAnOutage(failure))) {
      return false;
    }
    long now = nanoTime.getAsLong();
    if (!began || now - lastNs > CALM.toNanos()) {
      firstNs = now;
    }
    began = true;
    lastNs = now;
    Duration atMost = patience.isAny() ? patience.atMost() : CALM;
    return now - firstNs <= atMost.toNanos();
  }

  /**
   * A broker that comes back has ended the transactions whose time had passed. Another process of
   * the same name looks like that too.
   */
  private boolean isOfAnOutage(Throwable failure) {
    return ClientFailure.isTimeout(failure)
        || ClientFailure.isBrokerAway(failure)
        || (ClientFailure.isFencing(failure) && patience.broker().wasWithin(CALM));
  }

  /** Waits a moment, so that what fails at once does not fail a thousand times. */
  public static void pause() {
    try {
      Thread.sleep(PAUSE.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
