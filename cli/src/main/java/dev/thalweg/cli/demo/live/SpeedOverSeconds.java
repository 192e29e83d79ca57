package dev.thalweg.cli.demo.live;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.LongSupplier;

/** Samples per second over the last few seconds. Belongs to one thread. */
public final class SpeedOverSeconds {
  private static final long SPAN_NS = 3_000_000_000L;

  private record Reading(long atNs, long samples) {}

  private final Deque<Reading> readings = new ArrayDeque<>();

  private final LongSupplier nanoTime;

  /** Without a reading as yet. */
  public SpeedOverSeconds() {
    this(System::nanoTime);
  }

  SpeedOverSeconds(LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
  }

  /** The speed, when there are so many samples now; 0 at the first reading. */
  public double perSecond(long samples) {
    Reading now = new Reading(nanoTime.getAsLong(), samples);
    readings.addLast(now);
    while (now.atNs() - readings.getFirst().atNs() > SPAN_NS) {
      readings.removeFirst();
    }
    Reading first = readings.getFirst();
    long spanNs = now.atNs() - first.atNs();
    return spanNs == 0 ? 0 : (now.samples() - first.samples()) * 1e9 / spanNs;
  }
}
