package dev.thalweg.benchmarks.scoring;

import dev.thalweg.benchmarks.run.Latency;
import dev.thalweg.benchmarks.run.Machine;
import dev.thalweg.benchmarks.run.Median;
import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * How fast a scorer works through images, under each guarantee.
 *
 * @param source whose images were scored
 * @param backlog images of a run from the log, whose second half is measured
 * @param perSecond images a second while the latency was measured
 */
record Scoring(
    Machine machine, String source, int backlog, int perSecond, List<OfGuarantee> guarantees) {

  Scoring {
    guarantees = List.copyOf(guarantees);
  }

  /** The rounds of one guarantee. */
  record OfGuarantee(String guarantee, List<Round> rounds) {
    OfGuarantee {
      rounds = List.copyOf(rounds);
    }

    public double getMedianImagesPerSecond() {
      return median(Round::imagesPerSecond);
    }

    public double getMedianP50Ms() {
      return median(round -> round.latency().p50Ms());
    }

    public double getMedianP99Ms() {
      return median(round -> round.latency().p99Ms());
    }

    private double median(ToDoubleFunction<Round> figure) {
      return Median.of(rounds.stream().mapToDouble(figure));
    }
  }

  /**
   * One run from a backlog, and one at a rate.
   *
   * @param imagesPerSecond from the backlog
   * @param latency from when an image was due until its prediction could be read by a reader of
   *     what is committed
   * @param systemLoad average load of the machine over the last minute, at the end of the round;
   *     negative where it is not known
   */
  record Round(long imagesPerSecond, Latency latency, double systemLoad) {}

  /** Markdown, as it stands in the documentation. */
  String table() {
    StringBuilder table = new StringBuilder();
    table.append(
        "%n| guarantee | round | images/s from a backlog | p50, ms | p99, ms | max, ms | load |"
            .formatted());
    table.append("%n|---|---|---|---|---|---|---|%n".formatted());
    for (OfGuarantee guarantee : guarantees) {
      for (int i = 0; i < guarantee.rounds().size(); i++) {
        Round round = guarantee.rounds().get(i);
        table.append(
            "| %s | %d | %,d | %.1f | %.1f | %.1f | %.1f |%n"
                .formatted(
                    i == 0 ? guarantee.guarantee() : "",
                    i + 1,
                    round.imagesPerSecond(),
                    round.latency().p50Ms(),
                    round.latency().p99Ms(),
                    round.latency().maxMs(),
                    round.systemLoad()));
      }
      table.append(
          "| | median | %,.0f | %.1f | %.1f | | |%n"
              .formatted(
                  guarantee.getMedianImagesPerSecond(),
                  guarantee.getMedianP50Ms(),
                  guarantee.getMedianP99Ms()));
    }
    return table.toString();
  }
}
