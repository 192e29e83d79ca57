package dev.thalweg.scorer.picture.ink;

/**
 * A field of numbers.
 *
 * @param width columns
 * @param height rows
 * @param values row-major
 */
@SuppressWarnings("ArrayRecordComponent") // never compared, and never leaves the package
record Plane(int width, int height, float[] values) {

  static Plane of(byte[] pixels, int width, int height) {
    float[] values = new float[pixels.length];
    for (int i = 0; i < values.length; i++) {
      values[i] = pixels[i] & 0xff;
    }
    return new Plane(width, height, values);
  }

  /** The means of squares, so large that no side is longer than a number of them. */
  Plane reducedTo(int sideMax) {
    int step = (Math.max(width, height) + sideMax - 1) / sideMax;
    if (step == 1) {
      return this;
    }
    int columns = (width + step - 1) / step;
    int rows = (height + step - 1) / step;
    float[] sums = new float[rows * columns];
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        sums[y / step * columns + x / step] += values[y * width + x];
      }
    }
    for (int i = 0; i < sums.length; i++) {
      int across = Math.min(step, width - i % columns * step);
      int down = Math.min(step, height - i / columns * step);
      sums[i] /= across * down;
    }
    return new Plane(columns, rows, sums);
  }

  Plane mapped(Mapping mapping) {
    float[] mapped = new float[values.length];
    for (int i = 0; i < values.length; i++) {
      mapped[i] = mapping.of(values[i]);
    }
    return new Plane(width, height, mapped);
  }

  /** From a number to another. */
  @FunctionalInterface
  interface Mapping {
    float of(float value);
  }

  /** Values of at least 0 with what is low, and narrower than a square, filled up. */
  Plane closed(int reach) {
    return Closing.of(this, reach);
  }

  /** Rows for columns. */
  Plane transposed() {
    float[] turned = new float[values.length];
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        turned[x * height + y] = values[y * width + x];
      }
    }
    return new Plane(height, width, turned);
  }

  /** Each value mixed with its neighbours, by 1, 2, 1 across and then down. */
  Plane smoothed() {
    float[] across = new float[values.length];
    float[] mixed = new float[values.length];
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        int at = y * width + x;
        float before = values[x == 0 ? at : at - 1];
        float after = values[x == width - 1 ? at : at + 1];
        across[at] = (before + 2 * values[at] + after) / 4;
      }
    }
    for (int at = 0; at < mixed.length; at++) {
      float above = across[at < width ? at : at - width];
      float below = across[at + width < mixed.length ? at + width : at];
      mixed[at] = (above + 2 * across[at] + below) / 4;
    }
    return new Plane(width, height, mixed);
  }
}
