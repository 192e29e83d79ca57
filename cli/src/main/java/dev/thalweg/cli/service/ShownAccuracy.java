package dev.thalweg.cli.service;

import dev.thalweg.cli.terminal.Printable;
import dev.thalweg.monitor.score.FigureText;
import dev.thalweg.monitor.score.NumberErrors;
import dev.thalweg.schemas.avro.AccuracyScope;
import dev.thalweg.schemas.avro.WindowAccuracy;
import java.io.PrintWriter;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Shows one line for each window of each model that a monitor publishes, when the model's next has
 * begun or at the end. Labels that come later still count, in the topic and in the next line's
 * total. Confined to one thread.
 */
final class ShownAccuracy implements Consumer<WindowAccuracy> {
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("HH:mm:ss", Locale.ROOT);

  /** As many as a monitor counts; others would be somebody else's. */
  private static final int MODELS_MAX = 16;

  private final PrintWriter out;
  private final ZoneId zone;
  private final String ownModel;
  private final Map<String, Latest> latestByModel = new HashMap<>();

  /**
   * Begins with nothing known.
   *
   * @param ownModel the pipeline's, which goes without its name
   */
  ShownAccuracy(PrintWriter out, ZoneId zone, String ownModel) {
    this.out = out;
    this.zone = zone;
    this.ownModel = ownModel;
  }

  /** The latest of one model. */
  private static final class Latest {
    private WindowAccuracy window;
    private WindowAccuracy total;
  }

  @Override
  public void accept(WindowAccuracy read) {
    Latest latest = latestByModel.get(read.getModel());
    if (latest == null && latestByModel.size() < MODELS_MAX) {
      latest = new Latest();
      latestByModel.put(read.getModel(), latest);
    }
    if (latest != null) {
      accept(read, latest);
    }
  }

  private void accept(WindowAccuracy read, Latest latest) {
    if (read.getScope() == AccuracyScope.TOTAL) {
      latest.total = read;
    } else if (read.getScope() == AccuracyScope.WINDOW) {
      WindowAccuracy window = latest.window;
      if (window != null && read.getWindowStart().isAfter(window.getWindowStart())) {
        show(window, latest.total);
      }
      if (window == null || !read.getWindowStart().isBefore(window.getWindowStart())) {
        latest.window = read;
      }
    }
  }

  /** Shows the windows that nothing follows. */
  void finish() {
    for (Latest latest : latestByModel.values()) {
      if (latest.window != null) {
        show(latest.window, latest.total);
      }
    }
    latestByModel.clear();
  }

  private void show(WindowAccuracy window, WindowAccuracy total) {
    String model =
        window.getModel().equals(ownModel) ? "" : Printable.text(window.getModel()) + " ";
    out.printf(
        Locale.ROOT,
        "%s to %s: %s of %,d labelled, %,d scored, by %sversion %d%s%n",
        time(window.getWindowStart()),
        time(window.getWindowEnd()),
        success(window),
        window.getLabelled(),
        window.getScored(),
        model,
        window.getVersion(),
        total == null ? "" : "; %s in all".formatted(figure(total)));
    out.flush();
  }

  private String time(Instant instant) {
    return TIME.format(instant.atZone(zone));
  }

  private static String success(WindowAccuracy accuracy) {
    return accuracy.getErrors() == null ? figure(accuracy) + " right" : figure(accuracy);
  }

  /** The share of right ones; of numbers the mean absolute error. */
  private static String figure(WindowAccuracy accuracy) {
    if (accuracy.getErrors() != null) {
      return "MAE " + FigureText.of(NumberErrors.of(accuracy.getErrors()).meanAbsolute());
    }
    return accuracy.getLabelled() == 0
        ? "none"
        : String.format(Locale.ROOT, "%.2f %%", 100 * accuracy.getAccuracy());
  }
}
