package dev.thalweg.scorer.picture.decode;

import dev.thalweg.scorer.picture.refusal.PictureException;

/** A place in the bytes of a picture that moves on with each read and never leaves them. */
final class ByteCursor {
  private final byte[] bytes;
  private int at;

  ByteCursor(byte[] bytes, int at) {
    this.bytes = bytes;
    this.at = at;
  }

  int position() {
    return at;
  }

  /** Moves on by a count as a file declares it, which may be anything. */
  void skip(long count) throws PictureException {
    if (count < 0 || count > bytes.length - at) {
      throw PictureException.cutShort();
    }
    at += (int) count;
  }

  int u8() throws PictureException {
    skip(1);
    return bytes[at - 1] & 0xff;
  }

  int u16Big() throws PictureException {
    return u8() << 8 | u8();
  }

  long u32Big() throws PictureException {
    return (long) u16Big() << 16 | u16Big();
  }

  int u16Little() throws PictureException {
    return u8() | u8() << 8;
  }

  long u32Little() throws PictureException {
    return u16Little() | (long) u16Little() << 16;
  }
}
