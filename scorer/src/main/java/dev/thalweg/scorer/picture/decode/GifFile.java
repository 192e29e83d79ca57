package dev.thalweg.scorer.picture.decode;

import dev.thalweg.scorer.picture.refusal.PictureException;
import dev.thalweg.scorer.picture.refusal.PictureLimits;

/**
 * The first frame of a GIF. It is decoded here because the platform's decoder goes on with the
 * codes of a frame that is full: 8 MB of them ask for 20 billion steps.
 */
final class GifFile {
  private static final int EXTENSION = 0x21;
  private static final int TRANSPARENCY = 0xf9;
  private static final int FRAME = 0x2c;
  private static final int TERMINATOR = 0;
  private static final int NO_TABLE = -1;
  private static final int OPAQUE = -1;

  private final byte[] encoded;
  private final PictureLimits limits;
  private final ByteCursor cursor;
  private int screenWidth;
  private int screenHeight;
  private int table = NO_TABLE;
  private int tableColors;
  private int transparent = OPAQUE;

  private GifFile(byte[] encoded, PictureLimits limits) {
    this.encoded = encoded;
    this.limits = limits;
    this.cursor = new ByteCursor(encoded, 6);
  }

  static PixelGrid decode(byte[] encoded, PictureLimits limits) throws PictureException {
    return new GifFile(encoded, limits).firstFrame();
  }

  private PixelGrid firstFrame() throws PictureException {
    screenWidth = cursor.u16Little();
    screenHeight = cursor.u16Little();
    boolean asTheFrame = screenWidth == 0 || screenHeight == 0;
    if (!asTheFrame) {
      limits.requireSize(screenWidth, screenHeight);
    }
    int flags = cursor.u8();
    cursor.skip(2); // background and aspect ratio
    colorTable(flags);
    int block = cursor.u8();
    while (block == EXTENSION || block == TERMINATOR) {
      if (block == EXTENSION) {
        extension();
      }
      block = cursor.u8(); // a terminator too many does no harm
    }
    if (block != FRAME) {
      throw damaged();
    }
    return frame(asTheFrame);
  }

  private void colorTable(int flags) throws PictureException {
    if ((flags & 0x80) != 0) {
      table = cursor.position();
      tableColors = 2 << (flags & 7);
      cursor.skip(3L * tableColors);
    }
  }

  private void extension() throws PictureException {
    boolean transparency = cursor.u8() == TRANSPARENCY;
    int size = cursor.u8();
    while (size != 0) {
      int start = cursor.position();
      cursor.skip(size);
      if (transparency && size >= 4 && (encoded[start] & 1) != 0) {
        transparent = encoded[start + 3] & 0xff;
      }
      size = cursor.u8();
    }
  }

  private PixelGrid frame(boolean asTheFrame) throws PictureException {
    int left = cursor.u16Little();
    int top = cursor.u16Little();
    int width = cursor.u16Little();
    int height = cursor.u16Little();
    limits.requireSize(width, height);
    // A frame that reaches beyond the screen makes it larger, as in browsers.
    screenWidth = asTheFrame ? left + width : Math.max(screenWidth, left + width);
    screenHeight = asTheFrame ? top + height : Math.max(screenHeight, top + height);
    limits.requireSize(screenWidth, screenHeight);
    int flags = cursor.u8();
    colorTable(flags);
    if (table == NO_TABLE) {
      throw damaged();
    }
    GifRows rows =
        new GifRows(
            screenWidth,
            screenHeight,
            new GifRows.Frame(left, top, width, height, (flags & 0x40) != 0));
    new LzwCodes(cursor).decode(rows);
    return colored(rows);
  }

  private PixelGrid colored(GifRows rows) {
    short[] indices = rows.pixels();
    byte[] luminance = new byte[indices.length];
    byte[] alpha = new byte[indices.length];
    boolean opaque = true;
    for (int i = 0; i < indices.length; i++) {
      int index = indices[i];
      if (index == GifRows.NOTHING || index == transparent) {
        opaque = false;
        continue;
      }
      alpha[i] = (byte) 0xff;
      luminance[i] = index < tableColors ? luminanceOf(table + 3 * index) : 0;
    }
    return new PixelGrid(
        rows.sampledWidth(), rows.sampledHeight(), luminance, opaque ? new byte[0] : alpha);
  }

  private byte luminanceOf(int at) {
    return PixelGrid.luminance(encoded[at] & 0xff, encoded[at + 1] & 0xff, encoded[at + 2] & 0xff);
  }

  static PictureException damaged() {
    return PictureException.malformed(
        "The GIF is damaged and can't be decoded: save it again and send that.");
  }
}
