package dev.thalweg.monitor.watch;

import dev.thalweg.monitor.watch.format.LineStyle;
import dev.thalweg.monitor.watch.format.Sparkline;
import java.io.PrintStream;
import java.nio.charset.Charset;
import java.time.Clock;
import java.time.LocalDate;

/**
 * Where records are shown.
 *
 * @param json one JSON object per line, and not aligned columns
 * @param charset of the stream: a sparkline is shown where it has its blocks
 * @param columns of the terminal; {@link Integer#MAX_VALUE} if it is not a terminal
 * @param headingEvery lines after which the heading comes again; 0 for once, at the top
 */
public record WatchOutput(
    PrintStream stream, boolean json, Charset charset, int columns, int headingEvery) {

  /** For machines. */
  public static WatchOutput json(PrintStream stream, Charset charset) {
    return new WatchOutput(stream, true, charset, Integer.MAX_VALUE, 0);
  }

  /** For a file or another program that reads what people would. */
  public static WatchOutput lines(PrintStream stream, Charset charset) {
    return new WatchOutput(stream, false, charset, Integer.MAX_VALUE, 0);
  }

  LineStyle style(Clock clock) {
    boolean blocks = charset.canEncode() && charset.newEncoder().canEncode(Sparkline.BLOCKS);
    return new LineStyle(clock.getZone(), LocalDate.now(clock), blocks, columns);
  }
}
