package dev.thalweg.scorer.picture.digit;

import dev.thalweg.scorer.picture.ink.Ink;

/**
 * The smallest rectangle that holds a digit.
 *
 * @param left first column
 * @param top first row
 * @param width columns, at least 1
 * @param height rows, at least 1
 */
public record Box(int left, int top, int width, int height) {

  /** The box of all pixels with enough ink; there is at least one, as ink has been stretched. */
  public static Box around(Ink ink) {
    int left = ink.width();
    int right = -1;
    int top = ink.height();
    int bottom = -1;
    for (int y = 0; y < ink.height(); y++) {
      for (int x = 0; x < ink.width(); x++) {
        if ((ink.strength()[y * ink.width() + x] & 0xff) >= Ink.IN_BOX) {
          left = Math.min(left, x);
          right = Math.max(right, x);
          top = Math.min(top, y);
          bottom = y;
        }
      }
    }
    return new Box(left, top, right - left + 1, bottom - top + 1);
  }
}
