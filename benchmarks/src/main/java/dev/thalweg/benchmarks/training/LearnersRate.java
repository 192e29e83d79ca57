package dev.thalweg.benchmarks.training;

import dev.thalweg.benchmarks.run.Machine;
import dev.thalweg.benchmarks.run.Median;
import java.util.List;
import java.util.function.ToDoubleFunction;

/** The runs of one measurement of several learners. */
public record LearnersRate(
    Machine machine, String preset, int batchSize, long mergeEvery, long samples, List<Run> runs) {

  /**
   * One run.
   *
   * @param samplesPerSecond of all learners together
   * @param usPerSample CPU time of the threads that learn, over the second half
   * @param exchangeUsPerSample CPU time of the thread that averages, over the second half
   * @param processUsPerSample CPU time of the whole process, the broker included, over the second
   *     half
   * @param merges of the whole run
   * @param roundTripP50Ms from the last round of a merge to the first learner that goes on from it;
   *     the median of the later half of the merges; 0 for a single learner
   * @param roundTripP99Ms the same, not exceeded by 99 % of them
   * @param systemLoad average load of the machine over the last minute, at the end of the run;
   *     negative where it is not known
   */
  public record Run(
      int learners,
      long samplesPerSecond,
      double usPerSample,
      double exchangeUsPerSample,
      double processUsPerSample,
      long merges,
      double roundTripP50Ms,
      double roundTripP99Ms,
      double systemLoad) {
    @Override
    public String toString() {
      return "learners %d: %,d samples/s, CPU %.1f us, round trip p50 %.1f ms, p99 %.1f ms, load %.1f"
          .formatted(
              learners,
              samplesPerSecond,
              processUsPerSample,
              roundTripP50Ms,
              roundTripP99Ms,
              systemLoad);
    }
  }

  public LearnersRate {
    runs = List.copyOf(runs);
  }

  private double median(int learners, ToDoubleFunction<Run> figure) {
    return Median.of(runs.stream().filter(run -> run.learners() == learners).mapToDouble(figure));
  }

  /** Markdown, as it stands in the documentation. */
  public String table() {
    StringBuilder table = new StringBuilder();
    table.append(
        ("%n| learners | samples/s, median | of the first | CPU, us/sample | averager | process"
                + " | merges | round trip p50, ms | p99, ms |%n"
                + "|---|---|---|---|---|---|---|---|---|%n")
            .formatted());
    double first = median(runs.get(0).learners(), Run::samplesPerSecond);
    runs.stream()
        .map(Run::learners)
        .distinct()
        .forEach(learners -> table.append(row(learners, first)));
    return table.toString();
  }

  private String row(int learners, double first) {
    double rate = median(learners, Run::samplesPerSecond);
    return "| %d | %,.0f | %.2f | %.1f | %s | %.1f | %s | %s | %s |%n"
        .formatted(
            learners,
            rate,
            rate / first,
            median(learners, Run::usPerSample),
            ofSeveral("%.1f", learners, Run::exchangeUsPerSample),
            median(learners, Run::processUsPerSample),
            ofSeveral("%,.0f", learners, Run::merges),
            ofSeveral("%.1f", learners, Run::roundTripP50Ms),
            ofSeveral("%.1f", learners, Run::roundTripP99Ms));
  }

  private String ofSeveral(String format, int learners, ToDoubleFunction<Run> figure) {
    return learners == 1 ? "–" : format.formatted(median(learners, figure));
  }
}
