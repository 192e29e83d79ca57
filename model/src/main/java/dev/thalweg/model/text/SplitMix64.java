package dev.thalweg.model.text;

/**
 * The generator of all randomness here: SplitMix64 (Steele, Lea and Flood 2014, figure 15), written
 * out so that its bits can never change with a library.
 */
public final class SplitMix64 {

  private static final long GOLDEN_GAMMA = 0x9e3779b97f4a7c15L;
  private static final double TO_UNIT = 0x1p-53;

  private long state;
  private double spare;
  private boolean hasSpare;

  public SplitMix64(long seed) {
    state = seed;
  }

  /**
   * A generator for one part of one step. Each number of all three is mixed in, for generators
   * whose states are multiples of the increment apart would draw the same numbers, some draws
   * later.
   */
  public static SplitMix64 of(long seed, long step, int part) {
    return new SplitMix64(mix(mix(mix(seed + GOLDEN_GAMMA) + step) + part));
  }

  public long nextLong() {
    state += GOLDEN_GAMMA;
    return mix(state);
  }

  private static long mix(long value) {
    long z = (value ^ (value >>> 30)) * 0xbf58476d1ce4e5b9L;
    z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
    return z ^ (z >>> 31);
  }

  /** Uniform in [0, 1), in steps of 2^-53. */
  public double nextDouble() {
    return (nextLong() >>> 11) * TO_UNIT;
  }

  /** Standard normal, by the polar method (Marsaglia and Bray 1964). */
  public double nextGaussian() {
    if (hasSpare) {
      hasSpare = false;
      return spare;
    }
    double x;
    double y;
    double square;
    do {
      x = 2 * nextDouble() - 1;
      y = 2 * nextDouble() - 1;
      square = x * x + y * y;
    } while (square >= 1 || square == 0);
    double factor = StrictMath.sqrt(-2 * StrictMath.log(square) / square);
    spare = y * factor;
    hasSpare = true;
    return x * factor;
  }
}
