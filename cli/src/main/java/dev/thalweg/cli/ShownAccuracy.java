package dev.thalweg.cli;

import dev.thalweg.schemas.avro.AccuracyScope;
import dev.thalweg.schemas.avro.WindowAccuracy;
import java.io.PrintWriter;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.function.Consumer;

/**
 * Shows one line for each window that a monitor publishes, when the next has begun or at the end.
 * Labels that come later still count, in the topic and in the next line's total. Confined to one
 * thread.
 */
final class ShownAccuracy implements Consumer<WindowAccuracy> {
  private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("HH:mm:ss");

  private final PrintWriter out;
  private final ZoneId zone;
  private WindowAccuracy window;
  private WindowAccuracy total;

  ShownAccuracy(PrintWriter out, ZoneId zone) {
    this.out = out;
    this.zone = zone;
  }

  @Override
  public void accept(WindowAccuracy read) {
    if (read.getScope() == AccuracyScope.TOTAL) {
      total = read;
    } else if (read.getScope() == AccuracyScope.WINDOW) {
      if (window != null && read.getWindowStart().isAfter(window.getWindowStart())) {
        show();
      }
      if (window == null || !read.getWindowStart().isBefore(window.getWindowStart())) {
        window = read;
      }
    }
  }

  /** Shows the window that nothing follows. */
  void finish() {
    if (window != null) {
      show();
      window = null;
    }
  }

  private void show() {
    out.printf(
        Locale.ROOT,
        "%s to %s: %s right of %,d labelled, %,d scored, by version %d%s%n",
        time(window.getWindowStart()),
        time(window.getWindowEnd()),
        percent(window),
        window.getLabelled(),
        window.getScored(),
        window.getVersion(),
        total == null ? "" : "; %s in all".formatted(percent(total)));
    out.flush();
  }

  private String time(Instant instant) {
    return TIME.format(instant.atZone(zone));
  }

  private static String percent(WindowAccuracy accuracy) {
    return accuracy.getLabelled() == 0
        ? "none"
        : String.format(Locale.ROOT, "%.2f %%", 100 * accuracy.getAccuracy());
  }
}
