package dev.thalweg.scorer.picture.decode;

import java.awt.color.ColorSpace;
import java.awt.image.BufferedImage;
import java.awt.image.ColorModel;
import java.awt.image.IndexColorModel;
import java.awt.image.Raster;

/**
 * A decoded picture: how light each pixel is and, where it has transparency, how opaque.
 *
 * @param width pixels
 * @param height pixels
 * @param luminance uint8 row-major, 0 is black
 * @param alpha uint8 row-major, 0 is transparent; empty if all is opaque
 */
@SuppressWarnings("ArrayRecordComponent") // never compared, and never leaves the reader
public record PixelGrid(int width, int height, byte[] luminance, byte[] alpha) {
  /** The most pixels decoded of a picture: of larger ones every nth row and column is taken. */
  static final int DECODED_MAX = 1 << 20;

  /** The n such that every nth row and column make at most {@link #DECODED_MAX} pixels. */
  static int step(int width, int height) {
    int step = 1;
    while (sampled(width, step) * sampled(height, step) > DECODED_MAX) {
      step++;
    }
    return step;
  }

  private static long sampled(int side, int step) {
    return (side + step - 1L) / step;
  }

  /** The weights of ITU-R BT.601 on the values as stored, as JPEG has it; exact for greys. */
  static byte luminance(int red, int green, int blue) {
    return (byte) ((299 * red + 587 * green + 114 * blue + 500) / 1000);
  }

  static PixelGrid of(BufferedImage image) {
    ColorModel colors = image.getColorModel();
    boolean stored =
        colors.getColorSpace().getType() == ColorSpace.TYPE_GRAY
            && !(colors instanceof IndexColorModel);
    return stored ? ofGrey(image) : ofColor(image);
  }

  /** From the raster: getRGB would take the greys for linear light and brighten them. */
  private static PixelGrid ofGrey(BufferedImage image) {
    int width = image.getWidth();
    int height = image.getHeight();
    boolean hasAlpha = image.getColorModel().hasAlpha();
    byte[] luminance = new byte[width * height];
    byte[] alpha = new byte[hasAlpha ? width * height : 0];
    int max = (1 << image.getColorModel().getComponentSize(0)) - 1;
    int[] row = new int[width];
    for (int y = 0; y < height; y++) {
      image.getRaster().getSamples(0, y, width, 1, 0, row);
      store(row, max, luminance, y * width);
      if (hasAlpha) {
        image.getRaster().getSamples(0, y, width, 1, 1, row);
        store(row, max, alpha, y * width);
      }
    }
    return new PixelGrid(width, height, luminance, alpha);
  }

  private static void store(int[] row, int max, byte[] into, int at) {
    for (int x = 0; x < row.length; x++) {
      into[at + x] = (byte) ((row[x] * 255 + max / 2) / max);
    }
  }

  private static PixelGrid ofColor(BufferedImage image) {
    int width = image.getWidth();
    int height = image.getHeight();
    boolean hasAlpha = image.getColorModel().hasAlpha();
    byte[] luminance = new byte[width * height];
    byte[] alpha = new byte[hasAlpha ? width * height : 0];
    int[] row = new int[width];
    for (int y = 0; y < height; y++) {
      image.getRGB(0, y, width, 1, row, 0, width);
      for (int x = 0; x < width; x++) {
        int argb = row[x];
        int at = y * width + x;
        luminance[at] = luminance(argb >> 16 & 0xff, argb >> 8 & 0xff, argb & 0xff);
        if (hasAlpha) {
          alpha[at] = (byte) (argb >>> 24);
        }
      }
    }
    return new PixelGrid(width, height, luminance, alpha);
  }

  /**
   * From cyan, magenta, yellow and black, stored inverted as all programs but a few do, and all
   * viewers take them.
   *
   * @param transformed whether the first three bands are the luminance and chrominance of what
   *     these inks leave
   */
  static PixelGrid ofInks(Raster raster, boolean transformed) {
    int width = raster.getWidth();
    int height = raster.getHeight();
    byte[] luminance = new byte[width * height];
    int[] row = new int[4 * width];
    for (int y = 0; y < height; y++) {
      raster.getPixels(raster.getMinX(), raster.getMinY() + y, width, 1, row);
      for (int x = 0; x < width; x++) {
        int at = 4 * x;
        int light =
            transformed ? 255 - row[at] : luminance(row[at], row[at + 1], row[at + 2]) & 0xff;
        luminance[y * width + x] = (byte) ((light * row[at + 3] + 127) / 255);
      }
    }
    return new PixelGrid(width, height, luminance, new byte[0]);
  }

  /**
   * The picture turned upright. Transparency is not carried over: only JPEG says how it was held,
   * and JPEG has none.
   *
   * @param orientation the Exif value: 1 is upright, 2 to 8 the other ways to hold a camera
   */
  PixelGrid upright(int orientation) {
    if (orientation == 1) {
      return this;
    }
    boolean lying = orientation >= 5; // rows were recorded as columns
    int uprightWidth = lying ? height : width;
    int uprightHeight = lying ? width : height;
    boolean fromRight =
        orientation == 2 || orientation == 3 || orientation == 7 || orientation == 8;
    boolean fromBottom =
        orientation == 3 || orientation == 4 || orientation == 6 || orientation == 7;
    byte[] turned = new byte[luminance.length];
    for (int y = 0; y < uprightHeight; y++) {
      for (int x = 0; x < uprightWidth; x++) {
        int column = lying ? y : x;
        int row = lying ? x : y;
        column = fromRight ? width - 1 - column : column;
        row = fromBottom ? height - 1 - row : row;
        turned[y * uprightWidth + x] = luminance[row * width + column];
      }
    }
    return new PixelGrid(uprightWidth, uprightHeight, turned, alpha);
  }
}
