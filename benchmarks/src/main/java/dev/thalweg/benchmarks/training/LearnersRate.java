package dev.thalweg.benchmarks.training;

import dev.thalweg.benchmarks.run.Machine;
import dev.thalweg.benchmarks.run.Median;
import java.util.List;

/** The runs of one measurement of several learners. */
public record LearnersRate(
    Machine machine, String preset, int batchSize, long mergeEvery, long samples, List<Run> runs) {

  /**
   * One run.
   *
   * @param samplesPerSecond of all learners together
   * @param systemLoad average load of the machine over the last minute, at the end of the run;
   *     negative where it is not known
   */
  public record Run(int learners, long samplesPerSecond, double systemLoad) {}

  public LearnersRate {
    runs = List.copyOf(runs);
  }

  private double median(int learners) {
    return Median.of(
        runs.stream().filter(run -> run.learners() == learners).mapToDouble(Run::samplesPerSecond));
  }

  /** Markdown, as it stands in the documentation. */
  public String table() {
    StringBuilder table = new StringBuilder();
    table.append("%n| learners | samples/s, median | of the first |%n|---|---|---|%n".formatted());
    double first = median(runs.get(0).learners());
    runs.stream()
        .map(Run::learners)
        .distinct()
        .forEach(
            learners ->
                table.append(
                    "| %d | %,.0f | %.2f |%n"
                        .formatted(learners, median(learners), median(learners) / first)));
    return table.toString();
  }
}
