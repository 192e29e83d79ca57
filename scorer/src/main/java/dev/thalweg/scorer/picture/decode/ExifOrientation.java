package dev.thalweg.scorer.picture.decode;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** How a camera was held: tag 0x0112 in the first directory of an Exif segment (Exif 2.3, 4.6). */
final class ExifOrientation {
  private static final int TAG = 0x0112;
  private static final int PREFIX_BYTES = 6; // "Exif", 0, 0
  private static final int ENTRY_BYTES = 12;
  private static final int TYPE_SHORT = 3;

  private ExifOrientation() {}

  /** The value, 1 to 8, of the segment at that place, or else what is given. */
  static int of(byte[] bytes, int start, int length, int otherwise) {
    if (length < PREFIX_BYTES + 8 || bytes[start] != 'E' || bytes[start + 1] != 'x') {
      return otherwise;
    }
    ByteBuffer tiff = ByteBuffer.wrap(bytes, start + PREFIX_BYTES, length - PREFIX_BYTES).slice();
    tiff.order(tiff.get(0) == 'I' ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN);
    long directory = tiff.getInt(4) & 0xffffffffL;
    if (directory > tiff.limit() - 2) {
      return otherwise;
    }
    int entries = tiff.getShort((int) directory) & 0xffff;
    int at = (int) directory + 2;
    for (int i = 0; i < entries && at + ENTRY_BYTES <= tiff.limit(); i++, at += ENTRY_BYTES) {
      int value = tiff.getShort(at + 8);
      if (tiff.getShort(at) == TAG && tiff.getShort(at + 2) == TYPE_SHORT) {
        return value >= 1 && value <= 8 ? value : otherwise;
      }
    }
    return otherwise;
  }
}
