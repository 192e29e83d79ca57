package dev.thalweg.scorer.picture.ink;

import dev.thalweg.scorer.picture.refusal.PictureException;

/**
 * A digit on a ground that is not even: on paper in the light of a lamp or half in a shadow, on
 * ruled or rough paper.
 *
 * <p>How light the paper is, under the ink too, is what remains if all that is narrower than a
 * square is filled up. Large squares are tried first, since smaller ones fill thick strokes up; but
 * a shadow narrower than the square would be ink.
 */
public final class Paper {
  /** The picture is reduced to this, which leaves a digit more pixels than an input has. */
  private static final int SIDE_MAX = 256;

  /** The squares, as shares of the picture's shorter side. */
  private static final double[] SQUARES = {0.3, 0.2, 0.13};

  /** Ink and ground this many deviations apart are told apart so well that no square is better. */
  private static final double CLEAR = 15;

  /** A smaller square has to tell them apart this much better. */
  private static final double BETTER = 1.3;

  private static final float WHITE = 255;

  /** Where the paper is darker than this, ratios to it are of noise. */
  private static final float DARKEST_PAPER = 24;

  private Paper() {}

  /**
   * Finds the digit.
   *
   * @param pixels uint8 row-major
   * @throws PictureException if ink and ground can't be told apart, or if more than a digit is
   *     drawn
   */
  public static Ink ink(byte[] pixels, int width, int height) throws PictureException {
    Plane clean = Grain.without(Plane.of(pixels, width, height).reducedTo(SIDE_MAX));
    Plane picture = InkColor.isDark(clean) ? clean : clean.mapped(value -> WHITE - value);
    Plane first = darkness(picture, reach(picture, SQUARES[0]));
    PrintedLines rows = PrintedLines.across(first);
    PrintedLines columns = PrintedLines.across(rows.erasedFrom(first).transposed());
    Strokes best = null;
    PictureException refusal = null;
    for (double square : SQUARES) {
      int reach = reach(picture, square);
      Plane darkness = square == SQUARES[0] ? first : darkness(picture, reach);
      Plane plain = rows.erasedFrom(darkness).transposed();
      try {
        Strokes strokes = Strokes.of(columns.erasedFrom(plain).transposed(), 2 * reach + 1);
        best = best == null || strokes.clarity() > BETTER * best.clarity() ? strokes : best;
      } catch (PictureException e) {
        refusal = refusal == null ? e : refusal;
      }
      if (best != null && best.clarity() > CLEAR) {
        break;
      }
    }
    if (best == null) {
      throw refusal == null ? Refusals.unclear() : refusal;
    }
    return best.ink();
  }

  private static int reach(Plane picture, double square) {
    return Math.max(1, (int) (square * Math.min(picture.width(), picture.height())) / 2);
  }

  /** How much darker a pixel is than paper would be there, as a share of it. */
  private static Plane darkness(Plane picture, int reach) {
    float[] paper = picture.closed(reach).values();
    float[] darkness = new float[paper.length];
    for (int i = 0; i < darkness.length; i++) {
      darkness[i] = (paper[i] - picture.values()[i]) / Math.max(DARKEST_PAPER, paper[i]);
    }
    return new Plane(picture.width(), picture.height(), darkness);
  }
}
