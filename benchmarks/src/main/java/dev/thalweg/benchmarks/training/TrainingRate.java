package dev.thalweg.benchmarks.training;

import dev.thalweg.benchmarks.run.Machine;
import dev.thalweg.benchmarks.run.Median;
import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * The rounds of one measurement.
 *
 * @param source whose images were learned
 * @param images how many different ones
 */
public record TrainingRate(
    Machine machine,
    String preset,
    int batchSize,
    String source,
    long images,
    long samples,
    List<Round> rounds) {

  /**
   * Both folds, one right after the other.
   *
   * @param memory samples per second of the fold in memory, over its second half
   * @param log samples per second of the trainer, over its second half
   * @param systemLoad average load of the machine over the last minute, at the end of the round;
   *     negative where it is not known
   */
  public record Round(long memory, long log, double systemLoad) {
    public double getRatio() {
      return Math.round((double) log / memory * 1000) / 1000.0;
    }
  }

  public TrainingRate {
    rounds = List.copyOf(rounds);
  }

  public double getMedianMemory() {
    return median(Round::memory);
  }

  public double getMedianLog() {
    return median(Round::log);
  }

  /** The median of the rounds' own ratios: what disturbs one round disturbs both of its folds. */
  public double getMedianRatio() {
    return median(Round::getRatio);
  }

  private double median(ToDoubleFunction<Round> figure) {
    return Median.of(rounds.stream().mapToDouble(figure));
  }

  /** Markdown, as it stands in the documentation. */
  public String table() {
    StringBuilder table = new StringBuilder();
    table.append(
        "%n| round | in memory, samples/s | from the log, samples/s | ratio |%n".formatted());
    table.append("|---|---|---|---|%n".formatted());
    for (int i = 0; i < rounds.size(); i++) {
      Round round = rounds.get(i);
      table.append(
          row(
              Integer.toString(i + 1),
              (double) round.memory(),
              (double) round.log(),
              round.getRatio()));
    }
    return table
        .append(row("median", getMedianMemory(), getMedianLog(), getMedianRatio()))
        .toString();
  }

  private static String row(String name, double memory, double log, double ratio) {
    return "| %s | %,.0f | %,.0f | %.2f |%n".formatted(name, memory, log, ratio);
  }
}
