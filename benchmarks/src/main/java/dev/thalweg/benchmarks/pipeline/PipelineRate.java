package dev.thalweg.benchmarks.pipeline;

import dev.thalweg.benchmarks.run.Machine;
import dev.thalweg.benchmarks.run.Median;
import dev.thalweg.benchmarks.run.Slope;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The rates that a whole pipeline was given, and how it stood them.
 *
 * @param images that were scored, for every 100 samples that were learned
 * @param steps in their order; one rate may be there twice, if it was not stood the first time
 */
public record PipelineRate(Machine machine, int images, List<Step> steps) {
  public PipelineRate {
    steps = List.copyOf(steps);
  }

  /**
   * One rate, for a while.
   *
   * @param asked samples per second
   * @param samplesPerSecond that came
   * @param imagesAsked per second
   * @param imagesPerSecond that came
   * @param systemLoad average load of the machine over the last minute; negative where it is not
   *     known
   */
  public record Step(
      long asked,
      double samplesPerSecond,
      long imagesAsked,
      double imagesPerSecond,
      List<Behind> services,
      List<Share> cpu,
      double systemLoad) {
    /** A stream of so much of its rate is one that keeps it. */
    private static final double STREAMED_MIN = 0.97;

    public Step {
      services = List.copyOf(services);
      cpu = List.copyOf(cpu);
    }

    /** What did not keep up; empty if nothing lags behind. */
    public List<String> getLagging() {
      return Stream.concat(
              Stream.of(
                      samplesPerSecond < STREAMED_MIN * asked ? "producer of samples" : "",
                      imagesPerSecond < STREAMED_MIN * imagesAsked ? "producer of examples" : "")
                  .filter(name -> !name.isEmpty()),
              services.stream().filter(Behind::isLagging).map(Behind::service))
          .toList();
    }

    /** CPU time of all processes by time: 2 is two cores. */
    public double getCpuSum() {
      return cpu.stream().mapToDouble(Share::cores).sum();
    }
  }

  /**
   * How far a service was behind the end of its topics, from look to look.
   *
   * @param seconds the records that it had not committed, by the rate at which they came
   * @param everySeconds from one look to the next
   */
  public record Behind(String service, List<Double> seconds, double everySeconds) {
    /** Twice a trainer's commit interval. */
    private static final double BEHIND_MAX_S = 2;

    /** Of the rate: one that loses more, and is not just between two commits, lags. */
    private static final double LOST_MAX = 0.03;

    private static final double COMMIT_S = 1;

    public Behind {
      seconds = List.copyOf(seconds);
    }

    public double getMedianSeconds() {
      return Median.of(seconds.stream().mapToDouble(Double::doubleValue));
    }

    /** The share of what comes that it does not get done; negative if it is catching up. */
    public double getLostShare() {
      return Slope.of(seconds.stream().mapToDouble(Double::doubleValue).toArray()) / everySeconds;
    }

    /** The median of the last quarter of the looks. */
    public double getLastSeconds() {
      return Median.of(
          seconds.stream().skip(seconds.size() * 3L / 4).mapToDouble(Double::doubleValue));
    }

    /** Whether it is further behind than commits explain, or loses ground. */
    public boolean isLagging() {
      return getMedianSeconds() > BEHIND_MAX_S
          || (getLostShare() > LOST_MAX && getLastSeconds() > COMMIT_S);
    }
  }

  /**
   * CPU time of a process by time.
   *
   * @param cores 1 is one core, all the time
   */
  public record Share(String process, double cores) {}

  /** The step of the highest rate at which nothing lagged; empty if there was none. */
  public Optional<Step> best() {
    return steps.stream()
        .filter(step -> step.getLagging().isEmpty())
        .reduce((one, next) -> next.asked() > one.asked() ? next : one);
  }

  /** The highest rate at which nothing lagged; 0 if there was none. */
  public long getSamplesPerSecond() {
    return best().map(Step::asked).orElse(0L);
  }

  /** Markdown, as it stands in the documentation. */
  public String table() {
    StringBuilder table = new StringBuilder();
    table.append(
        "%n| samples/s | images/s | trainer, s behind | scorer | monitor | CPU, cores | lags |%n"
            .formatted());
    table.append("|---|---|---|---|---|---|---|%n".formatted());
    steps.forEach(step -> table.append(row(step)));
    table.append(cpuTable());
    return table.toString();
  }

  private static String row(Step step) {
    return "| %,.0f | %,.0f | %s | %.2f | %s |%n"
        .formatted(
            step.samplesPerSecond(),
            step.imagesPerSecond(),
            step.services().stream()
                .map(behind -> "%.1f".formatted(behind.getMedianSeconds()))
                .collect(Collectors.joining(" | ")),
            step.getCpuSum(),
            step.getLagging().isEmpty() ? "nothing" : String.join(", ", step.getLagging()));
  }

  /** Of the highest rate that was stood, and of the last. */
  private String cpuTable() {
    List<Step> shown = best().stream().collect(Collectors.toList());
    Step last = steps.get(steps.size() - 1);
    if (!shown.contains(last)) {
      shown.add(last);
    }
    StringBuilder table = new StringBuilder("%n| CPU, cores".formatted());
    shown.forEach(step -> table.append(" | at %,d samples/s".formatted(step.asked())));
    table.append(" |%n|---%s|%n".formatted("|---".repeat(shown.size())));
    for (Share process : last.cpu()) {
      table.append("| ").append(process.process());
      for (Step step : shown) {
        table.append(
            step.cpu().stream()
                .filter(share -> share.process().equals(process.process()))
                .map(share -> " | %.2f".formatted(share.cores()))
                .findFirst()
                .orElse(" | –"));
      }
      table.append(" |%n".formatted());
    }
    return table.toString();
  }

  /** The figures of a step in a line. */
  static String line(Step step) {
    return "%,d samples/s: %s, CPU %.2f cores, %s"
        .formatted(
            step.asked(),
            step.services().stream()
                .map(
                    behind ->
                        "%s %.1f s behind and %+.1f %%"
                            .formatted(
                                behind.service(),
                                behind.getMedianSeconds(),
                                100 * behind.getLostShare()))
                .collect(Collectors.joining(", ")),
            step.getCpuSum(),
            step.getLagging().isEmpty()
                ? "nothing lags"
                : "lagging: " + String.join(", ", step.getLagging()));
  }

  /** Seconds behind, from lags in records. */
  static List<Double> seconds(long[] lags, double perSecond) {
    return Arrays.stream(lags).mapToObj(lag -> lag / Math.max(1, perSecond)).toList();
  }
}
