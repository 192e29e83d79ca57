package dev.thalweg.monitor.score;

import java.util.Locale;

/** Figures in the targets' unit, which may be of any size, as people read them. */
public final class FigureText {
  private static final double WHOLE_FROM = 1e4;
  private static final double WHOLE_TO = 1e12;

  private FigureText() {}

  /** With four digits that count, or whole from 10,000 on; a dash where it is not finite. */
  public static String of(double figure) {
    if (!Double.isFinite(figure)) {
      return "-";
    }
    double size = Math.abs(figure);
    boolean isWhole = figure == 0 || (size >= WHOLE_FROM && size < WHOLE_TO);
    return String.format(Locale.ROOT, isWhole ? "%.0f" : "%.4g", figure);
  }
}
