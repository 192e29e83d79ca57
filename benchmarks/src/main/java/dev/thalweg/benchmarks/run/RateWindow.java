package dev.thalweg.benchmarks.run;

import dev.thalweg.schemas.UserException;

/**
 * The rate over the second half of a run: the first half pays for the warm-up of the virtual
 * machine. Belongs to one thread.
 */
public final class RateWindow {
  private static final double NS_PER_S = 1e9;

  private final long halfway;
  private long startSamples = -1;
  private long startNs;
  private long endSamples;
  private long endNs;

  /**
   * A window over a run of this many samples.
   *
   * @param total samples of the whole run
   */
  public RateWindow(long total) {
    halfway = total / 2;
  }

  /** So many samples were learned at this time, on any clock; in order. */
  public void reached(long samples, long atNs) {
    if (startSamples < 0 && samples >= halfway) {
      startSamples = samples;
      startNs = atNs;
    }
    endSamples = samples;
    endNs = atNs;
  }

  /**
   * The rate from the first to the last step of the second half.
   *
   * @throws UserException if the run was too short for the clock
   */
  public long samplesPerSecond() {
    if (startSamples < 0 || endNs <= startNs) {
      throw new UserException(
          "The second half of the run took no time that can be measured: give it more to do.");
    }
    return Math.round((endSamples - startSamples) * NS_PER_S / (endNs - startNs));
  }
}
