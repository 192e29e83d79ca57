package dev.thalweg.scorer.picture.decode;

import dev.thalweg.scorer.picture.refusal.PictureException;

/**
 * The variable-length codes of a GIF frame (GIF89a, appendix F), decoded until they end or the
 * frame is full: the work is bounded by the frame's pixels and the file's bytes.
 */
final class LzwCodes {
  private static final int CODES_MAX = 4096;
  private static final int BITS_MAX = 12;
  private static final int NONE = -1;

  private final ByteCursor cursor;
  private final int[] prefix = new int[CODES_MAX];
  private final byte[] suffix = new byte[CODES_MAX];
  private final byte[] reversed = new byte[CODES_MAX + 1];
  private int blockLeft;
  private int bits;
  private int bitCount;

  /** Begins at the byte that names the size of the first codes. */
  LzwCodes(ByteCursor cursor) {
    this.cursor = cursor;
  }

  void decode(GifRows rows) throws PictureException {
    int firstBits = cursor.u8();
    if (firstBits < 1 || firstBits > 8) {
      throw GifFile.damaged();
    }
    int clear = 1 << firstBits;
    int size = firstBits + 1;
    int next = clear + 2;
    int previous = NONE;
    byte first = 0;
    while (!rows.full()) {
      int code = code(size);
      if (code == clear) {
        size = firstBits + 1;
        next = clear + 2;
        previous = NONE;
        continue;
      }
      if (code == clear + 1) {
        return; // a frame may end early: the rest of it is transparent
      }
      if (code > next || (previous == NONE && code >= clear)) {
        throw GifFile.damaged();
      }
      first = emit(code == next ? previous : code, clear, code == next ? first & 0xff : NONE, rows);
      if (previous != NONE && next < CODES_MAX) {
        prefix[next] = previous;
        suffix[next] = first;
        next++;
        size += next == 1 << size && size < BITS_MAX ? 1 : 0;
      }
      previous = code;
    }
  }

  /** Puts the string of a code, and one pixel after it if there is one; its first pixel. */
  private byte emit(int code, int clear, int after, GifRows rows) {
    int length = 0;
    int rest = code;
    while (rest >= clear) {
      reversed[length++] = suffix[rest];
      rest = prefix[rest];
    }
    byte first = (byte) rest;
    rows.put(first);
    while (length > 0) {
      rows.put(reversed[--length]);
    }
    if (after != NONE) {
      rows.put((byte) after);
    }
    return first;
  }

  private int code(int size) throws PictureException {
    while (bitCount < size) {
      if (blockLeft == 0) {
        blockLeft = cursor.u8();
        if (blockLeft == 0) {
          throw PictureException.cutShort();
        }
      }
      blockLeft--;
      bits |= cursor.u8() << bitCount;
      bitCount += 8;
    }
    int code = bits & ((1 << size) - 1);
    bits >>>= size;
    bitCount -= size;
    return code;
  }
}
