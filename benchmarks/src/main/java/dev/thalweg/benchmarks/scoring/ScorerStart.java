package dev.thalweg.benchmarks.scoring;

import dev.thalweg.benchmarks.run.Machine;
import dev.thalweg.benchmarks.run.Median;
import java.util.List;
import java.util.function.ToLongFunction;

/**
 * How long a scorer takes to have a snapshot, by how many were ever published.
 *
 * @param snapshotBytes of one snapshot's parameters
 */
public record ScorerStart(Machine machine, long snapshotBytes, List<History> histories) {

  public ScorerStart {
    histories = List.copyOf(histories);
  }

  /**
   * The starts on one history.
   *
   * @param snapshots that were published
   */
  public record History(long snapshots, List<Start> starts) {
    public History {
      starts = List.copyOf(starts);
    }

    public double getMedianMs() {
      return median(Start::ms);
    }

    public double getMedianRecordsRead() {
      return median(Start::recordsRead);
    }

    public double getMedianBytesRead() {
      return median(Start::bytesRead);
    }

    private double median(ToLongFunction<Start> figure) {
      return Median.of(starts.stream().mapToLong(figure).asDoubleStream());
    }
  }

  /**
   * One start.
   *
   * @param ms from the start of the scorer to its first snapshot
   * @param recordsRead of the snapshots topic, until then
   * @param bytesRead received by the consumer of that topic
   * @param topicBytes what the topic took on the broker's disk
   * @param systemLoad average load of the machine over the last minute; negative where it is not
   *     known
   */
  public record Start(
      long ms, long recordsRead, long bytesRead, long topicBytes, double systemLoad) {}

  /** Markdown, as it stands in the documentation. */
  public String table() {
    StringBuilder table = new StringBuilder();
    table.append(
        "%n| snapshots published | starts | median, ms | slowest, ms | records read | MB read |"
            .formatted());
    table.append(" MB on disk |%n|---|---|---|---|---|---|---|%n".formatted());
    for (History history : histories) {
      table.append(
          "| %,d | %d | %,.0f | %,d | %,.0f | %.2f | %,.0f to %,.0f |%n"
              .formatted(
                  history.snapshots(),
                  history.starts().size(),
                  history.getMedianMs(),
                  history.starts().stream().mapToLong(Start::ms).max().orElse(0),
                  history.getMedianRecordsRead(),
                  history.getMedianBytesRead() / 1e6,
                  history.starts().stream().mapToLong(Start::topicBytes).min().orElse(0) / 1e6,
                  history.starts().stream().mapToLong(Start::topicBytes).max().orElse(0) / 1e6));
    }
    return table.toString();
  }
}
