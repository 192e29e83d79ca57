package dev.thalweg.scorer.picture.ink;

/** The outermost pixels of a picture, where its ground shows. */
final class Edge {

  private Edge() {}

  /** The uint8 values on the edge of a row-major field. */
  static Histogram of(byte[] values, int width, int height) {
    Histogram edge = new Histogram();
    for (int y = 0; y < height; y++) {
      boolean wholeRow = y == 0 || y == height - 1;
      int stride = wholeRow || width == 1 ? 1 : width - 1;
      for (int x = 0; x < width; x += stride) {
        edge.add(values[y * width + x]);
      }
    }
    return edge;
  }

  /** The median of uint8 values on the edge of a row-major field. */
  static int median(byte[] values, int width, int height) {
    return of(values, width, height).quantile(0.5);
  }
}
