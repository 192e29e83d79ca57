package dev.thalweg.model.kernel.picture;

import dev.thalweg.model.kernel.Activation;
import dev.thalweg.model.kernel.Source;
import dev.thalweg.model.kernel.TrainingKernel;
import java.util.Optional;

/**
 * The pictures of a minibatch as the layer above reads them. What decides on their order, {@link
 * #fold}, {@link #limit} and {@link #sums}, is asked when that layer is built; all else from its
 * first run on.
 */
public interface Pictures {

  /** Folds the pictures by one more window, which divides what the folds so far have left. */
  void fold(Planes.Fold fold);

  /** Has no more pictures in a group. */
  void limit(int pictures);

  /**
   * Asks for the sums before the activation in place of the numbers, and gives slopes by these.
   *
   * @return the activation; empty where there are no sums, or none but for rows
   */
  default Optional<Activation> sums() {
    return Optional.empty();
  }

  /** Height of a picture. */
  int height();

  /** Width of a picture. */
  int width();

  /** Channels of a picture. */
  int channels();

  /** The order of the numbers. */
  Planes planes();

  /** Makes the numbers of the next minibatch ready, where that has not been done already. */
  default void begin() {}

  /** Copies some of the numbers, from a place in their order on. */
  void read(int at, float[] target, int start, int count);

  /** Takes the derivative of the loss by some of the numbers. */
  void write(int at, float[] slopes, int start, int count);

  /** Hands on the slopes, all of which have been written. */
  default void end(TrainingKernel below) {}

  /**
   * The pictures that a layer gives.
   *
   * @param height of its pictures; there as the numbers of a row, row-major, channels last
   * @param scale factor of each number
   */
  static Pictures of(Source source, int height, int width, double scale) {
    if (source instanceof PictureKernel kernel && scale == 1) {
      return kernel;
    }
    return new PictureRows(source.outputs(), height, width, (float) scale);
  }
}
