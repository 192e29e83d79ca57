package dev.thalweg.monitor.watch.format;

import java.util.Collection;

/** Shares as a row of blocks, a character each: a dip shows at a glance. */
public final class Sparkline {
  /** The scale, for headings: what is below it is as low as its bottom. */
  static final String SCALE = "50-100 %";

  /** The scale's lower end: what a classifier that is of use hardly ever goes below. */
  private static final double BOTTOM = 0.5;

  public static final String BLOCKS = "▁▂▃▄▅▆▇█";

  private Sparkline() {}

  /** The lowest block for 50 % or less, the highest from 93.75 % on, linear in between. */
  static String of(Collection<Double> shares) {
    StringBuilder blocks = new StringBuilder(shares.size());
    for (double share : shares) {
      int level = (int) Math.floor((share - BOTTOM) / (1 - BOTTOM) * BLOCKS.length());
      blocks.append(BLOCKS.charAt(Math.max(0, Math.min(BLOCKS.length() - 1, level))));
    }
    return blocks.toString();
  }
}
