package dev.thalweg.model.network;

import dev.thalweg.model.text.SplitMix64;

/**
 * The distribution of a layer's first weights, from its fan-in and fan-out; biases are zero.
 *
 * <p>He et al. 2015, equation 10, and Glorot and Bengio 2010, equation 16.
 */
public enum Initialization {
  /** Normal with variance 2 / fanIn. */
  HE_NORMAL,
  /** Uniform in +-sqrt(6 / fanIn). */
  HE_UNIFORM,
  /** Normal with variance 2 / (fanIn + fanOut). */
  GLOROT_NORMAL,
  /** Uniform in +-sqrt(6 / (fanIn + fanOut)). */
  GLOROT_UNIFORM;

  /**
   * The first parameters of a network, in the layout of {@link Parameters}.
   *
   * @param seed of the generator; the same seed gives the same bits everywhere
   */
  public float[] draw(Architecture architecture, long seed) {
    var generator = new SplitMix64(seed);
    float[] values = new float[architecture.parameterCount()];
    int offset = 0;
    int fanIn = architecture.inputs();
    for (Dense layer : architecture.denseLayers()) {
      double scale = scale(fanIn, layer.units());
      int weights = fanIn * layer.units();
      for (int i = offset; i < offset + weights; i++) {
        values[i] = (float) (scale * draw(generator));
      }
      offset += weights + layer.units();
      fanIn = layer.units();
    }
    return values;
  }

  private double draw(SplitMix64 generator) {
    return switch (this) {
      case HE_NORMAL, GLOROT_NORMAL -> generator.nextGaussian();
      case HE_UNIFORM, GLOROT_UNIFORM -> 2 * generator.nextDouble() - 1;
    };
  }

  private double scale(double fanIn, double fanOut) {
    return switch (this) {
      case HE_NORMAL -> Math.sqrt(2 / fanIn);
      case HE_UNIFORM -> Math.sqrt(6 / fanIn);
      case GLOROT_NORMAL -> Math.sqrt(2 / (fanIn + fanOut));
      case GLOROT_UNIFORM -> Math.sqrt(6 / (fanIn + fanOut));
    };
  }
}
