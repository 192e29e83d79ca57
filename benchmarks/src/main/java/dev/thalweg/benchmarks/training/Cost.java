package dev.thalweg.benchmarks.training;

import dev.thalweg.benchmarks.run.Machine;
import dev.thalweg.benchmarks.run.Median;
import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * What exactly-once costs.
 *
 * @param source whose images were learned
 * @param images how many different ones
 * @param samples of each run
 * @param snapshotEvery samples between two snapshots
 */
public record Cost(
    Machine machine,
    String source,
    long images,
    long samples,
    long snapshotEvery,
    List<OfPreset> presets) {

  public Cost {
    presets = List.copyOf(presets);
  }

  /** The rounds of one preset. */
  public record OfPreset(String preset, int batchSize, List<Round> rounds) {
    public OfPreset {
      rounds = List.copyOf(rounds);
    }

    public double getMedianAtLeastOnce() {
      return median(round -> round.atLeastOnce().samplesPerSecond());
    }

    public double getMedianExactlyOnce() {
      return median(round -> round.exactlyOnce().samplesPerSecond());
    }

    /** The median of the rounds' own ratios: what disturbs one round disturbs both of its runs. */
    public double getMedianRatio() {
      return median(Round::getRatio);
    }

    private double median(ToDoubleFunction<Round> figure) {
      return Median.of(rounds.stream().mapToDouble(figure));
    }
  }

  /**
   * Both guarantees, one right after the other.
   *
   * @param systemLoad average load of the machine over the last minute, at the end of the round;
   *     negative where it is not known
   */
  public record Round(FoldRun atLeastOnce, FoldRun exactlyOnce, double systemLoad) {
    public double getRatio() {
      return Math.round(
              (double) exactlyOnce.samplesPerSecond() / atLeastOnce.samplesPerSecond() * 1000)
          / 1000.0;
    }
  }

  /** Markdown, as it stands in the documentation. */
  public String table() {
    StringBuilder table = new StringBuilder();
    table.append(
        "%n| preset | round | at least once, samples/s | exactly once, samples/s | ratio |"
            .formatted());
    table.append(" CPU us/sample | load |%n|---|---|---|---|---|---|---|%n".formatted());
    for (OfPreset preset : presets) {
      for (int i = 0; i < preset.rounds().size(); i++) {
        Round round = preset.rounds().get(i);
        table.append(
            "| %s | %d | %,d | %,d | %.3f | %.2f, %.2f | %.1f |%n"
                .formatted(
                    i == 0 ? "`" + preset.preset() + "`" : "",
                    i + 1,
                    round.atLeastOnce().samplesPerSecond(),
                    round.exactlyOnce().samplesPerSecond(),
                    round.getRatio(),
                    round.atLeastOnce().cpuNsPerSample() / 1e3,
                    round.exactlyOnce().cpuNsPerSample() / 1e3,
                    round.systemLoad()));
      }
      table.append(
          "| | median | %,.0f | %,.0f | %.3f | | |%n"
              .formatted(
                  preset.getMedianAtLeastOnce(),
                  preset.getMedianExactlyOnce(),
                  preset.getMedianRatio()));
    }
    return table.toString();
  }
}
