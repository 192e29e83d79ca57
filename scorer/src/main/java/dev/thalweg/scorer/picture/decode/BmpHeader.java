package dev.thalweg.scorer.picture.decode;

import dev.thalweg.scorer.picture.refusal.PictureException;
import dev.thalweg.scorer.picture.refusal.PictureLimits;

/**
 * What the header of a BMP says, whichever of its kinds and lengths it is: those of OS/2 have 12
 * bytes, or 16 to 64, those of Windows 40 to 124.
 *
 * @param width pixels
 * @param height pixels
 * @param topDown whether the top row comes first
 * @param depth bits of a pixel: 1, 2, 4, 8, 16, 24 or 32
 * @param compression one of the constants
 * @param masks where red, green, blue and alpha are in a pixel of 16 or 32 bits; 0 is nowhere
 * @param palette where the first colour is
 * @param colors how many there are
 * @param colorBytes of each
 * @param pixels where the first pixel is
 */
@SuppressWarnings("ArrayRecordComponent") // never compared, and never leaves the package
record BmpHeader(
    int width,
    int height,
    boolean topDown,
    int depth,
    int compression,
    int[] masks,
    int palette,
    int colors,
    int colorBytes,
    int pixels) {
  static final int PLAIN = 0;
  static final int RLE8 = 1;
  static final int RLE4 = 2;
  static final int BIT_FIELDS = 3;

  private static final int ALPHA_BIT_FIELDS = 6;
  private static final int OFFSET_AT = 10;
  private static final int START = 14;
  private static final int OS2_BYTES = 12;
  private static final int WINDOWS_BYTES = 40;
  private static final int BYTES_MAX = 1 << 10;
  private static final int COLORS_AT = 32;

  static BmpHeader of(byte[] encoded, PictureLimits limits) throws PictureException {
    long offset = new ByteCursor(encoded, OFFSET_AT).u32Little();
    long bytes = new ByteCursor(encoded, START).u32Little();
    if (bytes < OS2_BYTES || bytes > BYTES_MAX) {
      throw unsupported();
    }
    // A shorter one says nothing of what would come after its end.
    byte[] whole = new byte[Math.max((int) bytes, WINDOWS_BYTES + 16)];
    new ByteCursor(encoded, START).skip(bytes);
    System.arraycopy(encoded, START, whole, 0, (int) bytes);
    ByteCursor cursor = new ByteCursor(whole, 4);
    boolean old = bytes == OS2_BYTES;
    int width = old ? cursor.u16Little() : (int) cursor.u32Little();
    int signedHeight = old ? cursor.u16Little() : (int) cursor.u32Little();
    long height = Math.abs((long) signedHeight);
    limits.requireSize(width, height);
    cursor.skip(2); // planes
    int depth = cursor.u16Little();
    long named = old ? PLAIN : cursor.u32Little();
    boolean fields = named == BIT_FIELDS || named == ALPHA_BIT_FIELDS;
    long compression = fields ? BIT_FIELDS : named;
    requireReadable(depth, compression, signedHeight < 0);
    int count = named == ALPHA_BIT_FIELDS || bytes >= WINDOWS_BYTES + 16 ? 4 : 3;
    int[] masks = fields ? masks(encoded, count) : usualMasks(depth);
    int end = START + (int) bytes + (fields && bytes <= WINDOWS_BYTES ? 4 * count : 0);
    int colorBytes = old ? 3 : 4;
    long used = old ? 0 : new ByteCursor(whole, COLORS_AT).u32Little();
    int colors = colors(used, depth);
    long pixels = offset < end ? end + (long) colors * colorBytes : offset;
    if (pixels > encoded.length) {
      throw PictureException.cutShort();
    }
    return new BmpHeader(
        width,
        (int) height,
        signedHeight < 0,
        depth,
        (int) compression,
        masks,
        end,
        (int) Math.min(colors, (pixels - end) / colorBytes),
        colorBytes,
        (int) pixels);
  }

  /** They follow the first 40 bytes, whether these are the whole header or not. */
  private static int[] masks(byte[] encoded, int count) throws PictureException {
    ByteCursor cursor = new ByteCursor(encoded, START);
    cursor.skip(WINDOWS_BYTES);
    int[] masks = new int[4];
    for (int i = 0; i < count; i++) {
      masks[i] = (int) cursor.u32Little();
    }
    return masks;
  }

  private static int[] usualMasks(int depth) {
    return depth == 16 ? new int[] {0x7c00, 0x3e0, 0x1f, 0} : new int[] {0xff0000, 0xff00, 0xff, 0};
  }

  /** A number of 0, or more than there can be, says nothing. */
  private static int colors(long used, int depth) {
    int most = depth > 8 ? 0 : 1 << depth;
    return used == 0 || used > most ? most : (int) used;
  }

  private static void requireReadable(int depth, long compression, boolean topDown)
      throws PictureException {
    boolean readable =
        switch (depth) {
          case 1, 2, 24 -> compression == PLAIN;
          case 4 -> compression == PLAIN || (compression == RLE4 && !topDown);
          case 8 -> compression == PLAIN || (compression == RLE8 && !topDown);
          case 16, 32 -> compression == PLAIN || compression == BIT_FIELDS;
          default -> false;
        };
    if (!readable) {
      throw unsupported();
    }
  }

  /** The bytes of a row that is not compressed, filled up to four. */
  int rowBytes() {
    return (int) (((long) width * depth + 31) / 32 * 4);
  }

  private static PictureException unsupported() {
    return PictureException.unsupported(
        "This kind of BMP is not supported: save it with 8 or 24 bits a pixel, or as a PNG.");
  }
}
