package dev.thalweg.producer.source.digits;

import java.util.Arrays;

/**
 * Draws strokes into a grey image: bends, slants, scales, turns and shifts them, then gives each
 * pixel its distance to the nearest stroke, which a round pen of some radius turns into ink with
 * smooth edges. Only arithmetic that every JVM rounds alike (since Java 17 all of it is strict, JEP
 * 306), and StrictMath for the two angles' functions.
 */
public final class DigitPen {
  /** Rows and columns, as in MNIST. */
  public static final int SIZE = 28;

  /** Half the height of a digit before scaling: MNIST's digits fill a box of 20 pixels. */
  private static final double HALF_BOX_PX = 9.6;

  private static final double CENTRE_PX = (SIZE - 1) / 2.0;
  private static final double MIDDLE_X = 35;
  private static final double MIDDLE_Y = 50;
  private static final double FAR = 1e9;

  private final double bendX;
  private final double bendY;
  private final double curl;
  private final double swell;
  private final double slant;
  private final double scaleX;
  private final double scaleY;
  private final double cos;
  private final double sin;
  private final double shiftX;
  private final double shiftY;
  private final double radius;
  private final double ink;
  private final double noise;
  private final int specks;

  /** A pen whose habits are drawn from {@code random}. */
  public DigitPen(SplitMix64 random) {
    bendX = random.around0(0.35);
    bendY = random.around0(0.4);
    curl = random.around0(0.45);
    swell = random.around0(0.5);
    slant = random.around0(0.55);
    scaleX = HALF_BOX_PX * random.between(0.65, 1.12);
    scaleY = HALF_BOX_PX * random.between(0.75, 1.08);
    double angle = random.around0(0.38);
    cos = StrictMath.cos(angle);
    sin = StrictMath.sin(angle);
    shiftX = CENTRE_PX + random.around0(3.0);
    shiftY = CENTRE_PX + random.around0(3.0);
    radius = random.between(0.7, 2.0);
    ink = random.between(150, 255);
    noise = random.nextDouble() * random.nextDouble() * 80;
    specks = random.below(4) == 0 ? random.below(12) : 0;
  }

  /** A new image of SIZE x SIZE grey values, row-major, 0 = background. */
  public byte[] draw(StrokePath strokes, SplitMix64 random) {
    double[] squares = squaredDistances(strokes);
    byte[] pixels = new byte[SIZE * SIZE];
    double reach = radius + 0.5;
    for (int i = 0; i < pixels.length; i++) {
      double square = squares[i];
      if (square < reach * reach) {
        double cover = StrictMath.min(1, reach - StrictMath.sqrt(square));
        double grey = ink * cover + random.around0(noise);
        pixels[i] = (byte) (int) StrictMath.max(0, StrictMath.min(255, grey));
      }
    }
    for (int i = 0; i < specks; i++) {
      pixels[random.below(pixels.length)] = (byte) random.below(256);
    }
    return pixels;
  }

  private double[] squaredDistances(StrokePath strokes) {
    double[] squares = new double[SIZE * SIZE];
    Arrays.fill(squares, FAR);
    double fromX = 0;
    double fromY = 0;
    for (int i = 0; i < strokes.points(); i++) {
      double u = (strokes.x(i) - MIDDLE_X) / MIDDLE_Y;
      double v = (strokes.y(i) - MIDDLE_Y) / MIDDLE_Y;
      double bentU =
          u + bendX * (v * v - 0.5) + swell * u * v + curl * v * (v * v - 0.6) + slant * v;
      double bentV = v + bendY * (u * u - 0.2);
      double x = bentU * scaleX;
      double y = bentV * scaleY;
      double toX = cos * x - sin * y + shiftX;
      double toY = sin * x + cos * y + shiftY;
      if (strokes.joined(i)) {
        nearer(squares, fromX, fromY, toX, toY);
      }
      fromX = toX;
      fromY = toY;
    }
    return squares;
  }

  /** Lowers the squared distance of the pixels within the pen's reach of one straight piece. */
  private void nearer(double[] squares, double fromX, double fromY, double toX, double toY) {
    double reach = radius + 0.5;
    int left = pixel(StrictMath.ceil(StrictMath.min(fromX, toX) - reach));
    int right = pixel(StrictMath.floor(StrictMath.max(fromX, toX) + reach));
    int top = pixel(StrictMath.ceil(StrictMath.min(fromY, toY) - reach));
    int bottom = pixel(StrictMath.floor(StrictMath.max(fromY, toY) + reach));
    double dx = toX - fromX;
    double dy = toY - fromY;
    double perSquare = 1 / StrictMath.max(dx * dx + dy * dy, 1e-12);
    for (int row = top; row <= bottom; row++) {
      double py = row - fromY;
      for (int column = left; column <= right; column++) {
        double px = column - fromX;
        double t = StrictMath.max(0, StrictMath.min(1, (px * dx + py * dy) * perSquare));
        double ex = px - t * dx;
        double ey = py - t * dy;
        double square = ex * ex + ey * ey;
        int at = row * SIZE + column;
        if (square < squares[at]) {
          squares[at] = square;
        }
      }
    }
  }

  private static int pixel(double position) {
    return (int) StrictMath.max(0, StrictMath.min(SIZE - 1, position));
  }
}
