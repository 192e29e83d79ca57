package dev.thalweg.scorer.picture.decode;

import dev.thalweg.scorer.picture.refusal.PictureException;
import dev.thalweg.scorer.picture.refusal.PictureLimits;

/**
 * A BMP. It is decoded here because the platform's decoder would allocate as many bytes as the
 * header names, follow an embedded picture of another format, open a colour profile by path, and
 * refuses headers of less common lengths.
 */
final class BmpFile {
  private static final int ALPHA = 3;

  private final byte[] encoded;
  private final BmpHeader header;
  private final int step;
  private final int columns;
  private final int rows;
  private final byte[] luminance;
  private final byte[] alpha;

  private BmpFile(byte[] encoded, BmpHeader header) {
    this.encoded = encoded;
    this.header = header;
    this.step = PixelGrid.step(header.width(), header.height());
    this.columns = (header.width() + step - 1) / step;
    this.rows = (header.height() + step - 1) / step;
    this.luminance = new byte[columns * rows];
    this.alpha = new byte[columns * rows];
  }

  static PixelGrid decode(byte[] encoded, PictureLimits limits) throws PictureException {
    BmpHeader header = BmpHeader.of(encoded, limits);
    boolean runs = header.compression() == BmpHeader.RLE8 || header.compression() == BmpHeader.RLE4;
    if (!runs) {
      requireWhole(encoded, header);
    }
    BmpFile file = new BmpFile(encoded, header);
    if (runs) {
      new BmpRuns(header, encoded).decode(file::putFromBelow);
    } else {
      file.decodeRows();
    }
    return file.grid();
  }

  /** The last row may lack what fills it up. */
  private static void requireWhole(byte[] encoded, BmpHeader header) throws PictureException {
    long last = ((long) header.width() * header.depth() + 7) / 8;
    long bytes = (long) header.rowBytes() * (header.height() - 1) + last;
    if (header.pixels() + bytes > encoded.length) {
      throw PictureException.cutShort();
    }
  }

  private void putFromBelow(int x, int row, int index) {
    int y = header.height() - 1 - row;
    if (x % step == 0 && y % step == 0) {
      putColor(y / step * columns + x / step, index);
    }
  }

  private void decodeRows() {
    for (int y = 0; y < rows; y++) {
      int row = header.topDown() ? y * step : header.height() - 1 - y * step;
      int start = header.pixels() + row * header.rowBytes();
      for (int x = 0; x < columns; x++) {
        int value = value(start, x * step);
        int at = y * columns + x;
        if (header.depth() <= 8) {
          putColor(at, value);
        } else if (header.depth() == 24) {
          put(at, value >> 16 & 0xff, value >> 8 & 0xff, value & 0xff, 255);
        } else {
          int[] masks = header.masks();
          int opaque = masks[ALPHA] == 0 ? 255 : field(value, masks[ALPHA]);
          put(at, field(value, masks[0]), field(value, masks[1]), field(value, masks[2]), opaque);
        }
      }
    }
  }

  private int value(int row, int x) {
    int depth = header.depth();
    if (depth < 8) {
      int bit = x * depth;
      return encoded[row + bit / 8] >> (8 - depth - bit % 8) & ((1 << depth) - 1);
    }
    int value = 0;
    for (int i = depth / 8 - 1; i >= 0; i--) {
      value = value << 8 | (encoded[row + x * depth / 8 + i] & 0xff);
    }
    return value;
  }

  /** The bits under a mask, as 0 to 255. */
  private static int field(int value, int mask) {
    if (mask == 0) {
      return 0;
    }
    int shift = Integer.numberOfTrailingZeros(mask);
    long most = (mask & 0xffffffffL) >> shift;
    long bits = (value & mask & 0xffffffffL) >> shift;
    return (int) ((bits * 255 + most / 2) / most);
  }

  /** A colour that the palette lacks is black. */
  private void putColor(int at, int index) {
    if (index >= header.colors()) {
      put(at, 0, 0, 0, 255);
      return;
    }
    int color = header.palette() + index * header.colorBytes();
    put(at, encoded[color + 2] & 0xff, encoded[color + 1] & 0xff, encoded[color] & 0xff, 255);
  }

  private void put(int at, int red, int green, int blue, int opaque) {
    luminance[at] = PixelGrid.luminance(red, green, blue);
    alpha[at] = (byte) opaque;
  }

  /** If no pixel is opaque at all, the alpha was never meant. */
  private PixelGrid grid() {
    boolean opaque = true;
    boolean clear = true;
    for (byte value : alpha) {
      opaque &= value == -1;
      clear &= value == 0;
    }
    if (opaque || (clear && header.compression() == BmpHeader.BIT_FIELDS)) {
      return new PixelGrid(columns, rows, luminance, new byte[0]);
    }
    return new PixelGrid(columns, rows, luminance, alpha);
  }
}
