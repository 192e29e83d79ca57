package dev.thalweg.benchmarks.training;

import dev.thalweg.trainer.rounds.RoundFigures;
import java.util.ArrayList;
import java.util.List;

/** How long merges take one run, as its trainer tells it. Safe for many threads. */
final class RoundTrips {
  private static final double NS_PER_MS = 1e6;

  private final List<Long> nanos = new ArrayList<>();
  private RoundFigures followed = new RoundFigures();

  /** Listens to a trainer before it starts. */
  void follow(RoundFigures figures) {
    followed = figures;
    figures.tell(wait -> {}, this::add);
  }

  /** Merges that were made. */
  long merges() {
    return followed.merges();
  }

  synchronized void add(long roundTripNs) {
    nanos.add(roundTripNs);
  }

  /**
   * The time that a share of the later half does not exceed; the first half warms up the virtual
   * machine.
   *
   * @param share from 0 to 1
   * @return milliseconds; NaN where there were no merges
   */
  synchronized double quantileMs(double share) {
    List<Long> sorted = nanos.subList(nanos.size() / 2, nanos.size()).stream().sorted().toList();
    return sorted.isEmpty()
        ? Double.NaN
        : sorted.get((int) Math.ceil(share * (sorted.size() - 1))) / NS_PER_MS;
  }
}
