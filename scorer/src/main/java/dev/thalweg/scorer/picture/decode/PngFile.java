package dev.thalweg.scorer.picture.decode;

import dev.thalweg.scorer.picture.refusal.PictureException;
import dev.thalweg.scorer.picture.refusal.PictureLimits;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
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
  private static final Set<Integer> REQUIRED = Set.of(IHDR, PLTE, IDAT);
  private static final int LEAST_CHUNK_BYTES = 12;
  private static final int SUM_BYTES = 4;
  private static final byte[] END = {0, 0, 0, 0, 'I', 'E', 'N', 'D', -82, 66, 96, -126};

  private PngFile() {}

  static PixelGrid decode(byte[] encoded, PictureLimits limits) throws PictureException {
    ByteCursor header = new ByteCursor(encoded, SIGNATURE_BYTES);
    if (header.u32Big() != 13 || header.u32Big() != IHDR) {
      throw damaged();
    }
    long width = header.u32Big();
    long height = header.u32Big();
    limits.requireSize(width, height);
    byte[] chunks = pixelChunks(encoded);
    try {
      return new StandardDecoder("png", chunks, (int) width, (int) height).pixels();
    } catch (PictureException e) {
      if (e.kind() != PictureException.Kind.MALFORMED) {
        throw e;
      }
      byte[] unchecked = withoutSum(chunks);
      return new StandardDecoder("png", unchecked, (int) width, (int) height).pixels();
    }
  }

  /**
   * Without the last four bytes of the pixels, their sum: viewers have shown everything by the time
   * they find it wrong. The decoder does not look at the chunk's own checksum.
   */
  private static byte[] withoutSum(byte[] chunks) {
    ByteBuffer file = ByteBuffer.wrap(chunks);
    int last = SIGNATURE_BYTES;
    int end = chunks.length - END.length;
    for (int at = last; at < end; at += LEAST_CHUNK_BYTES + file.getInt(at)) {
      last = at;
    }
    int left = file.getInt(last) - SUM_BYTES;
    if (left < 0) {
      return chunks;
    }
    ByteBuffer shorter = ByteBuffer.allocate(chunks.length - SUM_BYTES);
    shorter.put(chunks, 0, last).putInt(left).put(chunks, last + 4, 4 + left);
    int rest = chunks.length - END.length - 4; // the chunk's checksum, and the end
    return shorter.put(chunks, rest, 4 + END.length).array();
  }

  /**
   * The chunks that make pixels, as far as the file goes. What viewers do without may be missing or
   * damaged: the end, and the transparent colours.
   */
  private static byte[] pixelChunks(byte[] encoded) throws PictureException {
    var kept = new ByteArrayOutputStream(encoded.length + END.length);
    kept.write(encoded, 0, SIGNATURE_BYTES);
    ByteCursor cursor = new ByteCursor(encoded, SIGNATURE_BYTES);
    boolean hasPixels = false;
    int type = IHDR;
    while (type != IEND && encoded.length - cursor.position() >= LEAST_CHUNK_BYTES) {
      int start = cursor.position();
      long length = cursor.u32Big();
      type = (int) cursor.u32Big();
      if (hasPixels && type != IDAT) {
        break;
      }
      cursor.skip(length);
      boolean intact = checksum(encoded, start + 4, (int) length + 4) == cursor.u32Big();
      if (!intact && REQUIRED.contains(type)) {
        throw damaged();
      }
      if (REQUIRED.contains(type) || (type == TRNS && intact)) {
        kept.write(encoded, start, cursor.position() - start);
      }
      hasPixels |= type == IDAT;
    }
    if (!hasPixels) {
      throw type == IEND ? damaged() : PictureException.cutShort();
    }
    kept.writeBytes(END);
    return kept.toByteArray();
  }

  private static long checksum(byte[] encoded, int start, int length) {
    CRC32 crc = new CRC32();
    crc.update(encoded, start, length);
    return crc.getValue();
  }

  private static PictureException damaged() {
    return PictureException.malformed(
        "The PNG is damaged, its checksums or chunks are wrong: save it again and send that.");
  }
}
