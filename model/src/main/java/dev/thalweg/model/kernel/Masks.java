package dev.thalweg.model.kernel;

import dev.thalweg.model.text.SplitMix64;

/**
 * Dropout masks of one step, a function of (seed, step, layer) alone: a step done again drops the
 * same units.
 *
 * @param seed of the hyper-parameters
 * @param step steps before this one
 */
public record Masks(long seed, long step) {

  /** Fills with 0 (with probability {@code dropout}) or 1 / (1 - dropout). */
  public void fill(int layer, double dropout, float[] mask) {
    SplitMix64 generator = SplitMix64.of(seed, step, layer);
    float kept = (float) (1 / (1 - dropout));
    for (int i = 0; i < mask.length; i++) {
      mask[i] = generator.nextDouble() < dropout ? 0 : kept;
    }
  }
}
