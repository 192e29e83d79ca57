package dev.thalweg.producer.source.digits;

import java.util.ArrayList;
import java.util.List;
import java.util.StringTokenizer;

/**
 * Pen strokes as straight pieces: point i is joined to point i - 1 unless the pen was lifted.
 *
 * <p>The notation, in words separated by spaces: {@code M x y} starts a stroke, {@code L x y} draws
 * a line, {@code Q cx cy x y} a quadratic Bezier curve, {@code A cx cy rx ry start sweep} an arc of
 * an ellipse (degrees, 0 to the right, clockwise) joined to the stroke, {@code O cx cy rx ry} a
 * whole ellipse, {@code ;} lifts the pen.
 */
final class StrokePath {
  private static final int PIECES_PER_CURVE = 7;
  private static final double DEGREES_PER_PIECE = 20;

  private final double[] x;
  private final double[] y;
  private final boolean[] joined;

  private StrokePath(List<double[]> points) {
    int n = points.size();
    x = new double[n];
    y = new double[n];
    joined = new boolean[n];
    for (int i = 0; i < n; i++) {
      x[i] = points.get(i)[0];
      y[i] = points.get(i)[1];
      joined[i] = points.get(i)[2] != 0;
    }
  }

  int points() {
    return x.length;
  }

  double x(int i) {
    return x[i];
  }

  double y(int i) {
    return y[i];
  }

  /** Whether a line leads from point i - 1 to point i. */
  boolean joined(int i) {
    return joined[i];
  }

  static StrokePath parse(String notation) {
    return new Parser(notation).parse();
  }

  private static final class Parser {
    private final StringTokenizer words;
    private final List<double[]> points = new ArrayList<>();
    private boolean penDown;

    Parser(String notation) {
      words = new StringTokenizer(notation);
    }

    StrokePath parse() {
      while (words.hasMoreTokens()) {
        String command = words.nextToken();
        switch (command) {
          case ";" -> penDown = false;
          case "M" -> {
            penDown = false;
            to(number(), number());
          }
          case "L" -> to(number(), number());
          case "Q" -> curve(number(), number(), number(), number());
          case "A" -> arc(number(), number(), number(), number(), number(), number());
          case "O" -> {
            penDown = false;
            arc(number(), number(), number(), number(), 0, 360);
            penDown = false;
          }
          default -> throw new IllegalArgumentException("unknown stroke command " + command);
        }
      }
      return new StrokePath(points);
    }

    private double number() {
      return Double.parseDouble(words.nextToken());
    }

    private void to(double x, double y) {
      points.add(new double[] {x, y, penDown ? 1 : 0});
      penDown = true;
    }

    private void curve(double cx, double cy, double x, double y) {
      double[] from = points.get(points.size() - 1);
      for (int i = 1; i <= PIECES_PER_CURVE; i++) {
        double t = (double) i / PIECES_PER_CURVE;
        double s = 1 - t;
        to(
            s * s * from[0] + 2 * s * t * cx + t * t * x,
            s * s * from[1] + 2 * s * t * cy + t * t * y);
      }
    }

    private void arc(double cx, double cy, double rx, double ry, double start, double sweep) {
      int pieces = (int) StrictMath.ceil(StrictMath.abs(sweep) / DEGREES_PER_PIECE);
      for (int i = 0; i <= pieces; i++) {
        double angle = StrictMath.toRadians(start + sweep * i / pieces);
        to(cx + rx * StrictMath.cos(angle), cy + ry * StrictMath.sin(angle));
      }
    }
  }
}
