package dev.thalweg.scorer.picture.decode;

import dev.thalweg.scorer.picture.refusal.PictureException;
import dev.thalweg.scorer.picture.refusal.PictureLimits;
import java.io.ByteArrayOutputStream;
import java.util.Set;
import java.util.zip.CRC32;

/**
 * A PNG, reduced to the chunks that make its pixels. The others may hold compressed text, profiles
 * or further frames of any size once decompressed; they are left out, unread.
 */
final class PngFile {
  private static final int SIGNATURE_BYTES = 8;
  private static final int IHDR = 0x49484452;
  private static final int PLTE = 0x504c5445;
  private static final int TRNS = 0x74524e53;
  private static final int IDAT = 0x49444154;
  private static final int IEND = 0x49454e44;
  private static final Set<Integer> KEPT = Set.of(IHDR, PLTE, TRNS, IDAT, IEND);

  private PngFile() {}

  static PixelGrid decode(byte[] encoded, PictureLimits limits) throws PictureException {
    ByteCursor header = new ByteCursor(encoded, SIGNATURE_BYTES);
    if (header.u32Big() != 13 || header.u32Big() != IHDR) {
      throw damaged();
    }
    long width = header.u32Big();
    long height = header.u32Big();
    limits.requireSize(width, height);
    return StandardDecoder.decode("png", pixelChunks(encoded), (int) width, (int) height);
  }

  private static byte[] pixelChunks(byte[] encoded) throws PictureException {
    var kept = new ByteArrayOutputStream(encoded.length);
    kept.write(encoded, 0, SIGNATURE_BYTES);
    ByteCursor cursor = new ByteCursor(encoded, SIGNATURE_BYTES);
    boolean hasPixels = false;
    int type;
    do {
      int start = cursor.position();
      long length = cursor.u32Big();
      type = (int) cursor.u32Big();
      cursor.skip(length);
      long checksum = cursor.u32Big();
      if (KEPT.contains(type)) {
        requireIntact(encoded, start + 4, (int) length + 4, checksum);
        kept.write(encoded, start, cursor.position() - start);
      }
      hasPixels |= type == IDAT;
    } while (type != IEND);
    if (!hasPixels) {
      throw damaged();
    }
    return kept.toByteArray();
  }

  private static void requireIntact(byte[] encoded, int start, int length, long checksum)
      throws PictureException {
    CRC32 crc = new CRC32();
    crc.update(encoded, start, length);
    if (crc.getValue() != checksum) {
      throw damaged();
    }
  }

  private static PictureException damaged() {
    return PictureException.malformed(
        "The PNG is damaged, its checksums or chunks are wrong: save it again and send that.");
  }
}
