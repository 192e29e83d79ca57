package dev.thalweg.model.kernel.pooling;

import dev.thalweg.model.kernel.picture.Planes;

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

  /**
   * Where the numbers of each window stand in a channel of a group of pictures.
   *
   * @param outputs the order of what comes out
   * @return for each place of the window, of each number that comes out
   */
  int[][] indices(Planes inputs, Planes outputs) {
    int[][] indices = new int[windowHeight * windowWidth][outputs.channel()];
    for (int picture = 0; picture < inputs.pictures(); picture++) {
      for (int y = 0; y < rows() * windowHeight; y++) {
        for (int x = 0; x < columns() * windowWidth; x++) {
          int place = y % windowHeight * windowWidth + x % windowWidth;
          int window = outputs.index(picture, y / windowHeight, x / windowWidth);
          indices[place][window] = inputs.index(picture, y, x);
        }
      }
    }
    return indices;
  }
}
