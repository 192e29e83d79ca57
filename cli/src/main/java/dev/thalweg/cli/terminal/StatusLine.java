package dev.thalweg.cli.terminal;

import java.io.PrintStream;
import java.time.Duration;
import java.util.Locale;

/**
 * One line that is redrawn on a terminal, and printed now and then elsewhere; other lines come
 * above it. Safe for any thread.
 */
public final class StatusLine implements AutoCloseable {
  private static final Duration PLAIN_EVERY = Duration.ofSeconds(2);
  private static final String TO_LINE_END = "\u001b[K";

  private final PrintStream out;
  private final boolean terminal;
  private long printedAtNs = System.nanoTime() - PLAIN_EVERY.toNanos();
  private String open = "";

  public StatusLine(PrintStream out, boolean terminal) {
    this.out = out;
    this.terminal = terminal;
  }

  /** What is shown. */
  public interface Line {
    /** The line as it stands. */
    String text();
  }

  /**
   * What is shown of a stream of pictures.
   *
   * @param perSecond samples learned per second recently
   * @param version of the served snapshot; negative before the first
   * @param heldOutAccuracy negative before the first labels
   * @param latencyMs the median so far
   */
  public record Figures(
      long samples,
      long total,
      double perSecond,
      double loss,
      double prequentialAccuracy,
      long version,
      double heldOutAccuracy,
      long latencyMs)
      implements Line {

    @Override
    public String text() {
      return String.format(
          Locale.ROOT,
          "learned %,d/%,d  %,.0f/s  loss %.3f  test-then-train %.2f%%  %s  held-out %s  %s",
          samples,
          total,
          perSecond,
          Double.isNaN(loss) ? 0 : loss,
          100 * prequentialAccuracy,
          version < 0 ? "no snapshot yet" : String.format(Locale.ROOT, "version %,d", version),
          heldOutAccuracy < 0 ? "-" : String.format(Locale.ROOT, "%.2f%%", 100 * heldOutAccuracy),
          "latency " + latencyMs + " ms");
    }
  }

  public synchronized void show(Line figures) {
    if (terminal) {
      open = figures.text();
      draw();
    } else if (System.nanoTime() - printedAtNs >= PLAIN_EVERY.toNanos()) {
      showNow(figures);
    }
  }

  /** Shows it whenever the last one was shown. */
  public synchronized void showNow(Line figures) {
    if (terminal) {
      show(figures);
    } else {
      out.println(figures.text());
      out.flush();
      printedAtNs = System.nanoTime();
    }
  }

  private void draw() {
    out.print("\r" + open + TO_LINE_END);
    out.flush();
  }

  /** Prints a line of its own, above the one that is redrawn. */
  public synchronized void say(String line) {
    if (open.isEmpty()) {
      out.println(line);
      out.flush();
    } else {
      out.println("\r" + line + TO_LINE_END);
      draw();
    }
  }

  /** Leaves the line as it is, and goes to the next. */
  @Override
  public synchronized void close() {
    if (!open.isEmpty()) {
      out.println();
      open = "";
    }
  }
}
