package dev.thalweg.model.kernel.convolution;

import dev.thalweg.model.kernel.Matrix;
import dev.thalweg.model.kernel.NativeOperation;

/**
 * From the slopes by a convolution's sums to those by its inputs: a convolution as well, with the
 * kernel turned round. Sides of even length get a line of zeros, so that the middle is in the
 * middle.
 */
final class TurnedKernel implements AutoCloseable {

  private final Patches patches;
  private final Patches turned;
  private final int channels;
  private final Matrix kernel;
  private final float[] numbers;
  private final NativeOperation convolution;

  /**
   * Builds the operation.
   *
   * @param slopes by the sums, [rows, height * width * channels of the outputs]
   * @param below receives those by the inputs
   */
  TurnedKernel(Patches patches, Matrix slopes, Matrix below) {
    this.patches = patches;
    channels = slopes.columns() / patches.height() / patches.width();
    turned =
        new Patches(
            patches.height(),
            patches.width(),
            channels,
            patches.kernelHeight() | 1,
            patches.kernelWidth() | 1);
    kernel = Matrix.zeros(turned.depth(), patches.channels());
    numbers = new float[kernel.length()];
    convolution = turned.convolution(slopes, kernel, below);
  }

  /** Computes them, by the weights of the convolution. */
  void run(float[] weights) {
    int inputs = patches.channels();
    for (int y = 0; y < patches.kernelHeight(); y++) {
      for (int x = 0; x < patches.kernelWidth(); x++) {
        int from = (y * patches.kernelWidth() + x) * inputs * channels;
        int line = turned.top() + patches.top() - y;
        int to =
            (line * turned.kernelWidth() + turned.left() + patches.left() - x)
                * turned.channels()
                * inputs;
        for (int input = 0; input < inputs; input++) {
          for (int channel = 0; channel < channels; channel++) {
            numbers[to + channel * inputs + input] = weights[from + input * channels + channel];
          }
        }
      }
    }
    kernel.put(numbers, numbers.length);
    convolution.run();
  }

  @Override
  public void close() {
    convolution.close();
    kernel.free();
  }
}
