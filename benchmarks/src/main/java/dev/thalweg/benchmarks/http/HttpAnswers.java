package dev.thalweg.benchmarks.http;

import dev.thalweg.benchmarks.run.Latency;
import dev.thalweg.benchmarks.run.Machine;
import dev.thalweg.benchmarks.run.Median;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;

/**
 * How quickly images were classified over HTTP.
 *
 * @param source whose image was sent
 * @param perSecond requests a second, one image each
 */
record HttpAnswers(
    Machine machine,
    String source,
    int connections,
    double perSecond,
    int seconds,
    List<Round> rounds) {

  HttpAnswers {
    rounds = List.copyOf(rounds);
  }

  /**
   * One run.
   *
   * @param cpuUs of the whole process by requests: service, client and virtual machine
   * @param systemLoad average load of the machine over the last minute, at the end; negative where
   *     it is not known
   */
  record Round(Latency latency, double cpuUs, double systemLoad) {}

  public double getMedianP50Ms() {
    return median(round -> round.latency().p50Ms());
  }

  public double getMedianP99Ms() {
    return median(round -> round.latency().p99Ms());
  }

  private double median(ToDoubleFunction<Round> figure) {
    return Median.of(rounds.stream().mapToDouble(figure));
  }

  /** Markdown, as it stands in the documentation. */
  String table() {
    StringBuilder table = new StringBuilder();
    table.append(
        "| round | requests | p50, ms | p99, ms | p99.9, ms | max, ms | CPU, us | load |\n");
    table.append("|---|---|---|---|---|---|---|---|\n");
    for (int i = 0; i < rounds.size(); i++) {
      Round round = rounds.get(i);
      table.append(
          String.format(
              Locale.ROOT,
              "| %d | %,d | %.2f | %.2f | %.2f | %.2f | %.1f | %.1f |%n",
              i + 1,
              round.latency().count(),
              round.latency().p50Ms(),
              round.latency().p99Ms(),
              round.latency().p999Ms(),
              round.latency().maxMs(),
              round.cpuUs(),
              round.systemLoad()));
    }
    return table
        .append(
            String.format(
                Locale.ROOT,
                "| median | | %.2f | %.2f | | | | |%n",
                getMedianP50Ms(),
                getMedianP99Ms()))
        .toString();
  }
}
