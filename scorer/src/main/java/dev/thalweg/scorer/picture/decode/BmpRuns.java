package dev.thalweg.scorer.picture.decode;

import dev.thalweg.scorer.picture.refusal.PictureException;

/**
 * The runs of pixels of a compressed BMP. What they pass over is transparent. Beyond the picture
 * they are ignored, and they end where its last row does.
 */
final class BmpRuns {
  private static final int END_OF_ROW = 0;
  private static final int END = 1;
  private static final int MOVE = 2;

  private final BmpHeader header;
  private final ByteCursor cursor;
  private int x;
  private int row; // from the bottom

  BmpRuns(BmpHeader header, byte[] encoded) {
    this.header = header;
    this.cursor = new ByteCursor(encoded, header.pixels());
  }

  /** Where pixels go: a column, a row from the bottom, and the index of a colour. */
  @FunctionalInterface
  interface Target {
    void put(int x, int row, int index);
  }

  void decode(Target target) throws PictureException {
    while (row < header.height()) {
      int count = cursor.u8();
      int code = cursor.u8();
      if (count > 0) {
        for (int i = 0; i < count && x < header.width(); i++) {
          put(target, header.depth() == 8 ? code : nibble(code, i));
        }
      } else if (code == END) {
        return;
      } else if (code == END_OF_ROW) {
        x = 0;
        row++;
      } else if (code == MOVE) {
        x += cursor.u8();
        row += cursor.u8();
      } else {
        pixels(target, code);
      }
    }
  }

  /** Pixels one by one, filled up to two bytes. */
  private void pixels(Target target, int count) throws PictureException {
    int bytes = header.depth() == 8 ? count : (count + 1) / 2;
    for (int i = 0; i < bytes; i++) {
      int value = cursor.u8();
      if (header.depth() == 8) {
        put(target, value);
        continue;
      }
      put(target, value >> 4);
      if (2 * i + 1 < count) {
        put(target, value & 0xf);
      }
    }
    cursor.skip(bytes & 1);
  }

  private static int nibble(int code, int i) {
    return (i & 1) == 0 ? code >> 4 : code & 0xf;
  }

  private void put(Target target, int index) {
    if (x < header.width()) {
      target.put(x, row, index);
      x++;
    }
  }
}
