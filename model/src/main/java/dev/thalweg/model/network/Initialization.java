package dev.thalweg.model.network;

import dev.thalweg.model.text.SplitMix64;
import dev.thalweg.model.text.Word;
import java.util.Arrays;

/**
 * The distribution of a layer's first weights, from its fan-in and fan-out.
 *
 * <p>He et al. 2015, equation 10, and Glorot and Bengio 2010, equation 16.
 */
public enum Initialization {

  /** Normal with variance 2 / fanIn. */
  HE_NORMAL {
    @Override
    double scale(double fanIn, double fanOut) {
      return Math.sqrt(2 / fanIn);
    }

    @Override
    double draw(SplitMix64 generator) {
      return generator.nextGaussian();
    }
  },

  /** Uniform in +-sqrt(6 / fanIn). */
  HE_UNIFORM {
    @Override
    double scale(double fanIn, double fanOut) {
      return Math.sqrt(6 / fanIn);
    }

    @Override
    double draw(SplitMix64 generator) {
      return 2 * generator.nextDouble() - 1;
    }
  },

  /** Normal with variance 2 / (fanIn + fanOut). */
  GLOROT_NORMAL {
    @Override
    double scale(double fanIn, double fanOut) {
      return Math.sqrt(2 / (fanIn + fanOut));
    }

    @Override
    double draw(SplitMix64 generator) {
      return generator.nextGaussian();
    }
  },

  /** Uniform in +-sqrt(6 / (fanIn + fanOut)). */
  GLOROT_UNIFORM {
    @Override
    double scale(double fanIn, double fanOut) {
      return Math.sqrt(6 / (fanIn + fanOut));
    }

    @Override
    double draw(SplitMix64 generator) {
      return 2 * generator.nextDouble() - 1;
    }
  };

  /** What a draw is multiplied by. */
  abstract double scale(double fanIn, double fanOut);

  /** A number of the distribution before its scale. */
  abstract double draw(SplitMix64 generator);

  /**
   * The first parameters of a network, in the layout of {@link Parameters}.
   *
   * @param seed of the generator; the same seed gives the same bits everywhere
   */
  public float[] draw(Architecture architecture, long seed) {
    var generator = new SplitMix64(seed);
    float[] values = new float[architecture.parameterCount()];
    int offset = 0;
    for (Stage stage : architecture.stages()) {
      for (Block block : stage.blocks()) {
        int end = offset + (int) block.size();
        if (block.isDrawn()) {
          double scale = scale(block.fanIn(), block.fanOut());
          for (int i = offset; i < end; i++) {
            values[i] = (float) (scale * draw(generator));
          }
        } else {
          Arrays.fill(values, offset, end, block.constant());
        }
        offset = end;
      }
    }
    for (Block block : architecture.outputBlocks()) {
      values[offset++] = block.constant();
    }
    return values;
  }

  /** How it is written, such as {@code he_normal}. */
  public String text() {
    return Word.name(this);
  }
}
