package dev.thalweg.scorer.picture.decode;

import dev.thalweg.scorer.picture.refusal.PictureException;
import dev.thalweg.scorer.picture.refusal.PictureLimits;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Set;

/**
 * A BMP with a header that says only what is true: its decoder would allocate as many bytes as the
 * header names, follow an embedded picture of another format, and open a colour profile by path.
 */
final class BmpFile {
  private static final int OFFSET_AT = 10;
  private static final int HEADER_AT = 14;
  private static final int OLD_HEADER_BYTES = 12;
  private static final Set<Long> HEADER_BYTES = Set.of(12L, 40L, 52L, 56L, 108L, 124L);
  private static final Set<Integer> DEPTHS = Set.of(1, 4, 8, 16, 24, 32);
  private static final int PLAIN = 0;
  private static final int RLE8 = 1;
  private static final int RLE4 = 2;
  private static final int BIT_FIELDS = 3;
  private static final int SRGB = 0x73524742;

  private BmpFile() {}

  static PixelGrid decode(byte[] encoded, PictureLimits limits) throws PictureException {
    ByteCursor cursor = new ByteCursor(encoded, OFFSET_AT);
    long offset = cursor.u32Little();
    long headerBytes = cursor.u32Little();
    if (!HEADER_BYTES.contains(headerBytes)) {
      throw unsupported();
    }
    new ByteCursor(encoded, HEADER_AT).skip(headerBytes);
    boolean old = headerBytes == OLD_HEADER_BYTES;
    int width = old ? cursor.u16Little() : (int) cursor.u32Little();
    int signedHeight = old ? cursor.u16Little() : (int) cursor.u32Little();
    long height = Math.abs((long) signedHeight); // negative: the top row comes first
    limits.requireSize(width, height);
    cursor.skip(2);
    int depth = cursor.u16Little();
    long compression = old ? PLAIN : cursor.u32Little();
    requireReadable(depth, compression, signedHeight);
    long rowBytes = ((long) width * depth + 31) / 32 * 4;
    boolean runLengths = compression == RLE8 || compression == RLE4;
    long pixelBytes = runLengths ? 1 : rowBytes * height;
    if (offset < HEADER_AT + headerBytes || offset + pixelBytes > encoded.length) {
      throw PictureException.cutShort();
    }
    byte[] honest = honest(encoded, (int) offset, (int) headerBytes);
    return StandardDecoder.decode("bmp", honest, width, (int) height);
  }

  private static void requireReadable(int depth, long compression, int signedHeight)
      throws PictureException {
    boolean readable =
        DEPTHS.contains(depth)
            && (compression == PLAIN
                || (compression == RLE8 && depth == 8 && signedHeight > 0)
                || (compression == RLE4 && depth == 4 && signedHeight > 0)
                || (compression == BIT_FIELDS && depth >= 16));
    if (!readable) {
      throw unsupported();
    }
  }

  /** A copy whose sizes are those of the file and whose colours need no profile. */
  private static byte[] honest(byte[] encoded, int offset, int headerBytes) {
    byte[] copy = encoded.clone();
    ByteBuffer header = ByteBuffer.wrap(copy).order(ByteOrder.LITTLE_ENDIAN);
    header.putInt(2, copy.length);
    if (headerBytes >= 40) {
      header.putInt(34, copy.length - offset);
    }
    if (headerBytes >= 108) {
      header.putInt(70, SRGB);
    }
    if (headerBytes == 124) {
      header.putLong(126, 0); // where the profile is and its size
    }
    return copy;
  }

  private static PictureException unsupported() {
    return PictureException.unsupported(
        "This kind of BMP is not supported: save it with 8 or 24 bits a pixel, or as a PNG.");
  }
}
