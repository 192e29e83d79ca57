package dev.thalweg.model.kernel.pooling;

import dev.thalweg.model.kernel.Matrix;
import dev.thalweg.model.kernel.NativeOperation;
import java.util.List;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Windows side by side over pictures, row-major with their channels last. Rows and columns that
 * fill no window are left out.
 *
 * @param height of the picture
 * @param width of the picture
 * @param windowHeight at most the height
 * @param windowWidth at most the width
 */
public record PoolingWindows(
    int height, int width, int channels, int windowHeight, int windowWidth) {

  private static final long VALID = 0;
  private static final long CHANNELS_LAST = 1;

  /** Numbers of a picture. */
  int inputs() {
    return height * width * channels;
  }

  /** Numbers that come out of a picture. */
  int outputs() {
    return rows() * columns() * channels;
  }

  /** Windows below one another. */
  int rows() {
    return height / windowHeight;
  }

  /** Windows beside one another. */
  int columns() {
    return width / windowWidth;
  }

  /** Where a window begins in its picture. */
  int first(int row, int column) {
    return (row * windowHeight * width + column * windowWidth) * channels;
  }

  /**
   * The largest number of each window, of whole minibatches, by ND4J.
   *
   * @param inputs [rows, height * width * channels]
   * @param outputs [rows, rows() * columns() * channels]
   */
  NativeOperation pooling(Matrix inputs, Matrix outputs) {
    return NativeOperation.of(
        "maxpool2d", List.of(inputs.pictures(height, width)), pooled(outputs), arguments());
  }

  /**
   * From slopes by these to slopes by the inputs.
   *
   * @param slopes like the outputs
   * @param below like the inputs
   */
  NativeOperation slopes(Matrix inputs, Matrix slopes, Matrix below) {
    return NativeOperation.of(
        "maxpool2d_bp",
        List.of(inputs.pictures(height, width), pooled(slopes)),
        below.pictures(height, width),
        arguments());
  }

  private INDArray pooled(Matrix matrix) {
    return matrix.pictures(rows(), columns());
  }

  private long[] arguments() {
    return new long[] {
      windowHeight, windowWidth, windowHeight, windowWidth, 0, 0, 1, 1, VALID, 0, CHANNELS_LAST
    };
  }
}
