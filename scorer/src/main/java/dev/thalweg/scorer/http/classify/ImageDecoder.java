package dev.thalweg.scorer.http.classify;

/** Makes of a picture what a model sees. Safe for several threads at once. */
@FunctionalInterface
public interface ImageDecoder {

  /**
   * Reads a picture.
   *
   * @param encoded a file of any format, from anybody
   * @return height * width pixels, uint8, row-major, light on dark
   */
  byte[] decode(byte[] encoded, int height, int width) throws UndecodableException;
}
