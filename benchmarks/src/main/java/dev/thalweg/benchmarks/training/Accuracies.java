package dev.thalweg.benchmarks.training;

import dev.thalweg.benchmarks.run.Machine;
import dev.thalweg.benchmarks.run.Median;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/**
 * The runs of some presets.
 *
 * @param source whose images were learned
 * @param epochs how many times each
 * @param differing hyper-parameters that are not the presets' own
 * @param heldOut how many training images were tested on; 0 where it was the test images
 */
public record Accuracies(
    Machine machine,
    String source,
    int epochs,
    Map<String, String> differing,
    int heldOut,
    List<Run> runs) {

  /**
   * A run.
   *
   * @param testAccuracy share of the tested images that the served weights are right about
   * @param prequential share of the learned images that was right right before it was learned
   * @param samplesPerSecond over the whole run
   * @param samplesPerCpuSecond per second of the thread's CPU time, which other work disturbs less
   */
  public record Run(
      String preset,
      long seed,
      double testAccuracy,
      double prequential,
      long samplesPerSecond,
      long samplesPerCpuSecond,
      int parameters) {}

  public Accuracies {
    differing = Map.copyOf(differing);
    runs = List.copyOf(runs);
  }

  /** Markdown, as it stands in the documentation. */
  public String table() {
    StringBuilder table =
        new StringBuilder(
            ("%n| preset | tested | test-then-train | samples/s of CPU, median | parameters"
                    + " | bytes of the weights |%n|---|---|---|---|---|---|%n")
                .formatted());
    runs.stream().map(Run::preset).distinct().forEach(name -> table.append(row(name)));
    return table.toString();
  }

  private String row(String name) {
    List<Run> mine = runs.stream().filter(run -> run.preset().equals(name)).toList();
    int parameters = mine.get(0).parameters();
    return "| `%s` | %s | %s | %,.0f | %,d | %,d |%n"
        .formatted(
            name,
            spread(mine, Run::testAccuracy),
            spread(mine, Run::prequential),
            Median.of(mine.stream().mapToDouble(Run::samplesPerCpuSecond)),
            parameters,
            (long) parameters * Float.BYTES);
  }

  /** Mean and standard deviation in percent. */
  private static String spread(List<Run> runs, ToDoubleFunction<Run> figure) {
    double mean = runs.stream().mapToDouble(figure).average().orElseThrow();
    double squares =
        runs.stream().mapToDouble(figure).map(value -> (value - mean) * (value - mean)).sum();
    double deviation = runs.size() < 2 ? 0 : Math.sqrt(squares / (runs.size() - 1));
    return "%.2f ± %.2f %%".formatted(100 * mean, 100 * deviation);
  }
}
