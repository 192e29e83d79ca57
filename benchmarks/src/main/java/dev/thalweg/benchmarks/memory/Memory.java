package dev.thalweg.benchmarks.memory;

import dev.thalweg.benchmarks.run.Machine;
import dev.thalweg.benchmarks.run.Slope;
import java.util.List;

/**
 * How much memory the services of a pipeline took over some minutes.
 *
 * @param perSecond samples that were asked for, and as many images
 * @param samplesPerSecond that came
 * @param behindSeconds of the service that was furthest behind at the end: if it is large, the rate
 *     was too high to say anything
 * @param everySeconds from one look to the next
 * @param systemLoad average load of the machine over the last minute, at the end; negative where it
 *     is not known
 */
public record Memory(
    Machine machine,
    double minutes,
    long perSecond,
    double samplesPerSecond,
    double behindSeconds,
    int everySeconds,
    double systemLoad,
    List<OfService> services) {
  private static final double KIB_PER_MIB = 1024;
  private static final double SECONDS_PER_MINUTE = 60;

  public Memory {
    services = List.copyOf(services);
  }

  /**
   * One process.
   *
   * @param residentKiB at each look
   * @param everySeconds from one look to the next
   */
  public record OfService(String service, List<Long> residentKiB, int everySeconds) {
    public OfService {
      residentKiB = List.copyOf(residentKiB);
    }

    /** At the last look. */
    public double getEndMiB() {
      return residentKiB.get(residentKiB.size() - 1) / KIB_PER_MIB;
    }

    /** At the look that found most. */
    public double getMaxMiB() {
      return residentKiB.stream().mapToLong(Long::longValue).max().orElse(0) / KIB_PER_MIB;
    }

    /** By least squares over the second half. */
    public double getSlopeMiBPerMinute() {
      double[] mib = residentKiB.stream().mapToDouble(kib -> kib / KIB_PER_MIB).toArray();
      return Slope.ofSecondHalf(mib) * SECONDS_PER_MINUTE / everySeconds;
    }
  }

  /** Markdown, as it stands in the documentation. */
  public String table() {
    StringBuilder table = new StringBuilder();
    table.append(
        "%n| process | resident at the end, MiB | most | slope, MiB/min |%n|---|---|---|---|%n"
            .formatted());
    for (OfService one : services) {
      table.append(
          "| %s | %,.0f | %,.0f | %+.2f |%n"
              .formatted(
                  one.service(), one.getEndMiB(), one.getMaxMiB(), one.getSlopeMiBPerMinute()));
    }
    return table.toString();
  }
}
