package dev.thalweg.schemas.access;

import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * How long a connection waits for a broker or a registry that does not answer, and what is said of
 * it: once that it is waited for, and once that it goes on. Everything that uses the connection
 * shares it, so that what all of them feel is one outage. Safe for many threads.
 */
public final class Patience {
  private static final long RETRY_MS = 1_000;

  private final Duration atMost;
  private final Consumer<String> told;
  private final CountDownLatch stopped = new CountDownLatch(1);
  private final Outage broker;
  private final Outage registry;

  private Patience(Duration atMost, Consumer<String> told, String broker, String registry) {
    this.atMost = atMost;
    this.told = told;
    this.broker = new Outage("the broker at " + broker);
    this.registry = new Outage("the schema registry at " + registry);
  }

  /** Waits for nothing, but for an answer that is under way. */
  public static Patience none() {
    return new Patience(Duration.ZERO, sentence -> {}, "", "");
  }

  /**
   * Waits.
   *
   * @param atMost for each outage; zero for {@link #none()}
   * @param told hears each sentence once
   * @param broker its address, as it may be shown
   * @param registry its address, as it may be shown
   */
  public static Patience of(
      Duration atMost, Consumer<String> told, String broker, String registry) {
    return new Patience(atMost, told, broker, registry);
  }

  public Duration atMost() {
    return atMost;
  }

  /** Whether anything is waited for. */
  public boolean isAny() {
    return !atMost.isZero();
  }

  public Outage broker() {
    return broker;
  }

  public Outage registry() {
    return registry;
  }

  /** Whoever waits waits no longer. */
  public void stop() {
    stopped.countDown();
  }

  /** Whether nobody waits any longer, as somebody asked to {@link #stop}. */
  public boolean isStopped() {
    return stopped.getCount() == 0;
  }

  /** A sentence that says what is missing, with how long that was waited for. */
  public String exhausted(String sentence) {
    return isAny() && !isStopped()
        ? "%s; it was waited for, %s long (--wait-for-cluster)."
            .formatted(sentence.replaceFirst("\\.$", ""), text(atMost))
        : sentence;
  }

  /** As it is given on the command line: 90s, 5m. */
  public static String text(Duration duration) {
    long seconds = duration.toSeconds();
    if (seconds > 0 && seconds % 3_600 == 0) {
      return seconds / 3_600 + "h";
    }
    return seconds > 0 && seconds % 60 == 0 ? seconds / 60 + "m" : seconds + "s";
  }

  /** The times at which one of the two does not answer. */
  public final class Outage {
    private final String who;
    private boolean away;
    private long sinceNs;
    private long seenNs;
    private boolean everAway;
    private boolean hasAnswered;

    private Outage(String who) {
      this.who = who;
    }

    /**
     * Told that it does not answer: waits for a moment, so that it can be asked again.
     *
     * @return false when it is not to be asked again: it has been away for as long as is waited
     *     for, or somebody asked to stop
     */
    public boolean goesOn() {
      if (!isAny() || isStopped() || isOver()) {
        return false;
      }
      try {
        return !stopped.await(RETRY_MS, TimeUnit.MILLISECONDS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return false;
      }
    }

    private synchronized boolean isOver() {
      seenNs = System.nanoTime();
      everAway = true;
      if (!away) {
        away = true;
        sinceNs = seenNs;
        told.accept("Waiting up to %s for %s, which does not answer.".formatted(text(atMost), who));
      }
      return seenNs - sinceNs >= atMost.toNanos();
    }

    /** Told that it answers. */
    public synchronized void answered() {
      hasAnswered = true;
      if (away) {
        away = false;
        seenNs = System.nanoTime();
        told.accept(
            "%s answers again, and work goes on."
                .formatted(who.substring(0, 1).toUpperCase(Locale.ROOT) + who.substring(1)));
      }
    }

    /** Whether it has ever answered. */
    public synchronized boolean hasAnswered() {
      return hasAnswered;
    }

    /** Whether it does not answer now. */
    public synchronized boolean isOn() {
      return away;
    }

    /** Whether it was away within this time. */
    public synchronized boolean wasWithin(Duration time) {
      return everAway && (away || System.nanoTime() - seenNs < time.toNanos());
    }
  }
}
