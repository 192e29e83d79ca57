package dev.thalweg.producer;

import dev.thalweg.producer.source.ExampleSource;
import java.io.PrintStream;
import java.util.Locale;
import java.util.function.LongSupplier;
import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;

/** Shows the progress of a stream to people: a bar on a terminal, else a line every 5 seconds. */
public final class TerminalProgress {
  static final long LINE_EVERY_NS = 5_000_000_000L;

  private static final int BAR_REFRESH_MS = 200;
  private static final int BAR_COLUMNS = 100;

  private TerminalProgress() {}

  /**
   * A progress that is shown on a stream of text.
   *
   * @param task what is under way, such as "samples"
   * @param out usually standard error, so that standard output stays clean
   * @param terminal whether {@code out} is one
   */
  public static Progress on(String task, PrintStream out, boolean terminal) {
    return terminal ? new Bar(task, out) : new Lines(task, out, System::nanoTime);
  }

  private static final class Bar implements Progress {
    private final String task;
    private final PrintStream out;
    private ProgressBar bar;

    Bar(String task, PrintStream out) {
      this.task = task;
      this.out = out;
    }

    @Override
    public void update(long sent, long total, double perSecond) {
      if (bar == null) {
        bar =
            new ProgressBarBuilder()
                .setTaskName(task)
                // The bar's own mark for "no end in sight" is -1.
                .setInitialMax(total == ExampleSource.ENDLESS ? -1 : total)
                .setUpdateIntervalMillis(BAR_REFRESH_MS)
                .setStyle(ProgressBarStyle.ASCII)
                .setConsumer(new ConsoleProgressBarConsumer(out, BAR_COLUMNS))
                .showSpeed()
                .build();
      }
      bar.stepTo(sent);
    }

    @Override
    public void close() {
      if (bar != null) {
        bar.close();
      }
    }
  }

  /** Plain lines for logs and pipes. */
  static final class Lines implements Progress {
    private final String task;
    private final PrintStream out;
    private final LongSupplier nanoTime;
    private long lineNs;
    private String latest = "";
    private String printed = "";

    Lines(String task, PrintStream out, LongSupplier nanoTime) {
      this.task = task;
      this.out = out;
      this.nanoTime = nanoTime;
      lineNs = nanoTime.getAsLong();
    }

    @Override
    public void update(long sent, long total, double perSecond) {
      latest =
          total == ExampleSource.ENDLESS
              ? String.format(Locale.ROOT, "%s: %,d sent, %,.0f/s", task, sent, perSecond)
              : String.format(
                  Locale.ROOT, "%s: %,d of %,d sent, %,.0f/s", task, sent, total, perSecond);
      if (nanoTime.getAsLong() - lineNs >= LINE_EVERY_NS) {
        lineNs = nanoTime.getAsLong();
        print();
      }
    }

    @Override
    public void close() {
      print();
    }

    private void print() {
      if (!latest.equals(printed)) {
        out.println(latest);
        printed = latest;
      }
    }
  }
}
