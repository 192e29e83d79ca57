package dev.thalweg.producer.source.digits;

/**
 * The generator of Steele, Lea and Flood, "Fast splittable pseudorandom number generators" (OOPSLA
 * 2014). Written out here because the algorithms of {@code java.util} may change between releases,
 * and what is drawn must stay the same for ever.
 */
public final class SplitMix64 {
  private static final long GAMMA = 0x9e3779b97f4a7c15L;

  private long state;

  public SplitMix64(long seed) {
    state = seed;
  }

  /** The finaliser: a bijection of 64 bits in which each input bit sways every output bit. */
  public static long mix(long z) {
    z = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
    z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
    return z ^ (z >>> 31);
  }

  /** One well-mixed seed out of two values. */
  public static long mix(long a, long b) {
    return mix(mix(a + GAMMA) ^ (b * GAMMA));
  }

  public long nextLong() {
    state += GAMMA;
    return mix(state);
  }

  /** Uniform in [0, 1), 53 bits. */
  public double nextDouble() {
    return (nextLong() >>> 11) * 0x1.0p-53;
  }

  /** Uniform in [low, high). */
  double between(double low, double high) {
    return low + (high - low) * nextDouble();
  }

  /** Triangular in (-spread, spread): most draws are near 0. */
  double around0(double spread) {
    double first = nextDouble();
    return spread * (first - nextDouble());
  }

  /** Uniform in [0, bound) for a small bound; the bias of the division is below 2^-50. */
  public int below(int bound) {
    return (int) (nextDouble() * bound);
  }
}
