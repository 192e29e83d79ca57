package dev.thalweg.scorer.picture;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.function.IntUnaryOperator;

/** Puts BMP files together, with headers of any kind. */
final class BmpBytes {
  static final int OLD_HEADER = 12;
  private static final int FILE_HEADER = 14;
  private static final int BIT_FIELDS = 3;

  private final int width;
  private final int height;
  private final int depth;
  private int header = 40;
  private int compression;
  private int[] masks = {};
  private int[] palette = {};
  private byte[] pixels = {};
  private boolean offset = true;

  BmpBytes(int width, int height, int depth) {
    this.width = width;
    this.height = height;
    this.depth = depth;
  }

  /** A header of so many bytes: 12 is that of OS/2, 40 and more those of Windows. */
  BmpBytes header(int bytes) {
    header = bytes;
    return this;
  }

  /** Red, green, blue and alpha, the last if the header has a place for it. */
  BmpBytes masks(int... values) {
    masks = values;
    compression = BIT_FIELDS;
    return this;
  }

  /** Colours, 0xrrggbb. */
  BmpBytes palette(int... colors) {
    palette = colors;
    return this;
  }

  BmpBytes withoutOffset() {
    offset = false;
    return this;
  }

  /** The value of each pixel, counted row by row from the top. */
  BmpBytes pixels(IntUnaryOperator values) {
    int rowBytes = (width * depth + 31) / 32 * 4;
    pixels = new byte[rowBytes * height];
    for (int i = 0; i < width * height; i++) {
      int row = (height - 1 - i / width) * rowBytes;
      int value = values.applyAsInt(i);
      int bit = i % width * depth;
      if (depth < 8) {
        pixels[row + bit / 8] |= (byte) (value << (8 - depth - bit % 8));
      } else {
        for (int j = 0; j < depth / 8; j++) {
          pixels[row + bit / 8 + j] = (byte) (value >> (8 * j));
        }
      }
    }
    return this;
  }

  /** Runs of pixels, of 8 (kind 1) or 4 bits (kind 2). */
  BmpBytes runs(int kind, int... bytes) {
    compression = kind;
    pixels = new byte[bytes.length];
    for (int i = 0; i < bytes.length; i++) {
      pixels[i] = (byte) bytes[i];
    }
    return this;
  }

  byte[] file() {
    boolean masksFollow = compression == BIT_FIELDS && header == 40;
    int colorBytes = header == OLD_HEADER ? 3 : 4;
    int before = FILE_HEADER + header + (masksFollow ? 12 : 0) + palette.length * colorBytes;
    ByteBuffer file = ByteBuffer.allocate(before + pixels.length).order(ByteOrder.LITTLE_ENDIAN);
    file.put((byte) 'B').put((byte) 'M').putInt(file.capacity()).putInt(0);
    file.putInt(offset ? before : 0).putInt(header);
    if (header == OLD_HEADER) {
      file.putShort((short) width).putShort((short) height);
    } else {
      file.putInt(width).putInt(height);
    }
    file.putShort((short) 1).putShort((short) depth);
    if (header >= 20) {
      file.putInt(compression);
    }
    for (int i = 0; i < masks.length && FILE_HEADER + 40 + 4 * i < before; i++) {
      file.putInt(FILE_HEADER + 40 + 4 * i, masks[i]);
    }
    if (header >= 36) {
      file.putInt(FILE_HEADER + 32, palette.length);
    }
    file.position(before - palette.length * colorBytes);
    for (int color : palette) {
      file.put((byte) color).put((byte) (color >> 8)).put((byte) (color >> 16));
      if (colorBytes == 4) {
        file.put((byte) 0);
      }
    }
    return file.put(pixels).array();
  }
}
