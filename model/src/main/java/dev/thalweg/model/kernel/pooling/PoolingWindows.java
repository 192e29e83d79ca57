package dev.thalweg.model.kernel.pooling;

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

  /** How far each number of a window lies behind its first, for one channel. */
  int[] offsets() {
    int[] offsets = new int[windowHeight * windowWidth];
    for (int i = 0; i < offsets.length; i++) {
      offsets[i] = (i / windowWidth * width + i % windowWidth) * channels;
    }
    return offsets;
  }
}
