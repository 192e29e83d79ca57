package dev.thalweg.scorer.picture.digit;

import dev.thalweg.scorer.picture.ink.Ink;
import java.util.Arrays;

/** The model's input, onto which a digit is placed as MNIST's were: 20 of 28 pixels, centred. */
public final class DigitField {
  private static final int BOX = 20;
  private static final int FIELD = 28;
  private static final int BRIGHT_SHARE = 10;

  private final int height;
  private final int width;

  public DigitField(int height, int width) {
    this.height = height;
    this.width = width;
  }

  /** Height * width pixels, uint8 row-major, light on dark. */
  public byte[] place(Ink ink) {
    Box box = Box.around(ink);
    int boxHeight = boxSide(height);
    int boxWidth = boxSide(width);
    double period = Math.max((double) box.height() / boxHeight, (double) box.width() / boxWidth);
    int rows = side(box.height() / period, boxHeight);
    int columns = side(box.width() / period, boxWidth);
    float[] digit = new Shrinking(ink, box, period).to(rows, columns);
    brighten(digit);
    return centred(digit, rows, columns);
  }

  private static int boxSide(int side) {
    return Math.max(1, Math.round((float) side * BOX / FIELD));
  }

  /** Whole pixels that hold a side; a sliver of one that rounding leaves over is none. */
  private static int side(double exact, int most) {
    return Math.max(1, Math.min(most, (int) Math.ceil(exact - 1e-6)));
  }

  /** So that a tenth of the inked pixels are full: thin strokes fade when they are shrunk. */
  private static void brighten(float[] digit) {
    float[] sorted = digit.clone();
    Arrays.sort(sorted);
    int first = 0;
    while (first < sorted.length - 1 && sorted[first] < 1) {
      first++;
    }
    float bright = sorted[sorted.length - 1 - (sorted.length - first) / BRIGHT_SHARE];
    for (int i = 0; i < digit.length && bright > 0; i++) {
      digit[i] = Math.min(255, digit[i] * 255 / bright);
    }
  }

  private byte[] centred(float[] digit, int rows, int columns) {
    double mass = 0;
    double massX = 0;
    double massY = 0;
    for (int i = 0; i < digit.length; i++) {
      int x = i % columns;
      int y = i / columns;
      mass += digit[i];
      massX += (double) digit[i] * x;
      massY += (double) digit[i] * y;
    }
    int left = offset(width, columns, massX / mass);
    int top = offset(height, rows, massY / mass);
    byte[] field = new byte[height * width];
    for (int i = 0; i < digit.length; i++) {
      int at = (top + i / columns) * width + left + i % columns;
      field[at] = (byte) Math.round(digit[i]);
    }
    return field;
  }

  /** MNIST's centre is the middle of pixel 14 of 28; the whole box stays within the field. */
  private static int offset(int field, int side, double center) {
    int middle = field / 2;
    long offset = Math.round(middle - center);
    return (int) Math.max(0, Math.min(field - side, offset));
  }
}
