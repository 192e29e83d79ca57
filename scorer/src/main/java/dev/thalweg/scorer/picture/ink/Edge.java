package dev.thalweg.scorer.picture.ink;

/** The outermost pixels of a picture, where its ground shows. */
final class Edge {

  private Edge() {}

  /** The median of uint8 values on the edge of a row-major field. */
  static int median(byte[] values, int width, int height) {
    int[] counts = new int[256];
    int total = 0;
    for (int y = 0; y < height; y++) {
      boolean wholeRow = y == 0 || y == height - 1;
      int stride = wholeRow || width == 1 ? 1 : width - 1;
      for (int x = 0; x < width; x += stride) {
        counts[values[y * width + x] & 0xff]++;
        total++;
      }
    }
    int level = 0;
    int seen = counts[0];
    while (seen * 2 <= total - 1) {
      level++;
      seen += counts[level];
    }
    return level;
  }
}
