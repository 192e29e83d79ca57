package dev.thalweg.benchmarks.fresh;

import dev.thalweg.benchmarks.fresh.ServedTimes.Freshness;
import dev.thalweg.benchmarks.run.Machine;
import dev.thalweg.benchmarks.run.Quantiles;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;

/**
 * How fresh the answers over HTTP were.
 *
 * @param source whose images were learned
 * @param perSecond samples per second
 * @param snapshotEvery samples
 * @param systemLoad average load of the machine over the last minute, at the end; negative where it
 *     is not known
 * @param superseded snapshots that had not answered when the next one was in place; not among the
 *     others
 * @param commit of the trainer, in the mean
 */
record Fresh(
    Machine machine,
    String source,
    String preset,
    double perSecond,
    long snapshotEvery,
    double systemLoad,
    long superseded,
    CommitTimes commit,
    List<Freshness> snapshots) {

  Fresh {
    snapshots = List.copyOf(snapshots);
  }

  /** From the step, in milliseconds, until a reader of what is committed had it. */
  public Quantiles getReadableMs() {
    return quantiles(Freshness::readableMs);
  }

  /** From the step, in milliseconds, until the scorer had it in place. */
  public Quantiles getLoadedMs() {
    return quantiles(Freshness::loadedMs);
  }

  /** From the step, in milliseconds, until the first answer by it. */
  public Quantiles getAnsweredMs() {
    return quantiles(Freshness::answeredMs);
  }

  private Quantiles quantiles(ToDoubleFunction<Freshness> figure) {
    return Quantiles.of(snapshots.stream().mapToDouble(figure).toArray());
  }

  /** Markdown, as it stands in the documentation. */
  String table() {
    return "| from the step until | p50, ms | p99, ms | max, ms |\n|---|---|---|---|\n"
        + row("it can be read by whoever reads what is committed", getReadableMs())
        + row("the scorer has it in place", getLoadedMs())
        + row("the first answer by it over HTTP", getAnsweredMs())
        + String.format(
            Locale.ROOT,
            "%nIn the mean of %,d commits: %.1f ms waiting for what was sent, %.1f ms for the"
                + " offsets, %.1f ms for the end of the transaction.%n",
            commit.commits(),
            commit.flushMs(),
            commit.offsetsMs(),
            commit.endMs());
  }

  private static String row(String name, Quantiles ms) {
    return String.format(
        Locale.ROOT, "| %s | %.1f | %.1f | %.1f |%n", name, ms.p50(), ms.p99(), ms.max());
  }
}
