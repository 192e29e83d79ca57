package dev.thalweg.benchmarks.start;

import java.util.EnumMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;

/**
 * When one demo came to each phase, and what it had computed by then.
 *
 * @param seconds from the command on
 * @param cpuSeconds by process, user and system; none for the end, when there is nobody to ask
 */
record Stamps(Map<Phase, Double> seconds, Map<Phase, Map<String, Double>> cpuSeconds) {
  /** Takes the lines of a demo as they come. Belongs to one thread. */
  static final class Taking {
    private final Map<Phase, Double> seconds = new EnumMap<>(Phase.class);
    private final Map<Phase, Map<String, Double>> cpuSeconds = new EnumMap<>(Phase.class);

    /**
     * A line of output.
     *
     * @param atSeconds from the command on
     * @param cpu asked only where the line ends a phase
     */
    void line(String text, double atSeconds, Supplier<Map<String, Double>> cpu) {
      for (Phase phase : Phase.values()) {
        if (!seconds.containsKey(phase) && phase.isSaidBy(text)) {
          seconds.put(phase, atSeconds);
          cpuSeconds.put(phase, new TreeMap<>(cpu.get()));
        }
      }
    }

    /** The stamps of a demo that has ended; those of a phase that it never came to are missing. */
    Stamps ended(double atSeconds) {
      seconds.put(Phase.END, atSeconds);
      return new Stamps(seconds, cpuSeconds);
    }
  }

  /** Whether the demo came to its end as it should. */
  boolean isWhole() {
    return seconds.size() == Phase.values().length;
  }
}
