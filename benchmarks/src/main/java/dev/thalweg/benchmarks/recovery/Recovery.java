package dev.thalweg.benchmarks.recovery;

import dev.thalweg.benchmarks.run.Machine;
import dev.thalweg.benchmarks.run.Median;
import java.util.List;
import java.util.function.ToLongFunction;

/**
 * From the end of a trainer to the first new step of its successor.
 *
 * @param preset whose network was learned
 * @param perSecond samples that were streamed in the meantime
 */
public record Recovery(Machine machine, String preset, long perSecond, List<OfCase> cases) {

  public Recovery {
    cases = List.copyOf(cases);
  }

  /**
   * The recoveries of one case.
   *
   * @param samples that were learned before the first of them
   * @param discarded attempts that did not hit a commit and are not counted
   * @param restarts more of them, whose trainers logged what they did, and so took a little longer
   */
  public record OfCase(
      RecoveryCase how,
      long samples,
      int discarded,
      List<Once> recoveries,
      List<RestartTimes> restarts) {
    public OfCase {
      recoveries = List.copyOf(recoveries);
      restarts = List.copyOf(restarts);
    }

    public double getMedianMs() {
      return Median.of(recoveries.stream().mapToDouble(Once::ms));
    }

    public long getMaxMs() {
      return recoveries.stream().mapToLong(Once::ms).max().orElse(-1);
    }

    public double getMedianVisibleMs() {
      return Median.of(recoveries.stream().mapToDouble(Once::visibleMs));
    }

    public long getMaxVisibleMs() {
      return recoveries.stream().mapToLong(Once::visibleMs).max().orElse(-1);
    }
  }

  /**
   * One recovery.
   *
   * @param ms from the signal (in a commit: from the end of the process) to the time at which the
   *     successor took the first step that nobody had taken before
   * @param visibleMs the same until a reader of committed records had that step
   * @param inCommit whether the dead trainer left a transaction with its offsets in it
   * @param systemLoad average load of the machine over the last minute; negative where it is not
   *     known
   */
  public record Once(long ms, long visibleMs, boolean inCommit, double systemLoad) {}

  /** Markdown, as it stands in the documentation. */
  public String table() {
    StringBuilder table = new StringBuilder();
    table.append("%n| case | samples before | times | new step, s: median | max |".formatted());
    table.append(" committed, s: median | max |%n|---|---|---|---|---|---|---|%n".formatted());
    for (OfCase one : cases) {
      table.append(
          "| %s | %,d | %d | %.1f | %.1f | %.1f | %.1f |%n"
              .formatted(
                  one.how().text(),
                  one.samples(),
                  one.recoveries().size(),
                  one.getMedianMs() / 1e3,
                  one.getMaxMs() / 1e3,
                  one.getMedianVisibleMs() / 1e3,
                  one.getMaxVisibleMs() / 1e3));
    }
    cases.stream()
        .filter(one -> !one.restarts().isEmpty())
        .forEach(one -> table.append(phases(one)));
    return table.toString();
  }

  private static String phases(OfCase one) {
    List<RestartTimes> restarts = one.restarts();
    StringBuilder table = new StringBuilder();
    table.append(
        "%n%s, after %,d samples, %d times:%n%n"
            .formatted(one.how().text(), one.samples(), restarts.size()));
    table.append("| phase | ms, median | max |%n|---|---|---|%n".formatted());
    for (RestartPhase phase : RestartPhase.values()) {
      table.append(row(phase.text(), restarts, restart -> restart.phasesMs().get(phase)));
    }
    table.append(row("all of them", restarts, RestartTimes::getSumMs));
    table.append(row("beside the first two: ND4J is loaded", restarts, RestartTimes::nativeMs));
    return table.toString();
  }

  private static String row(
      String text, List<RestartTimes> restarts, ToLongFunction<RestartTimes> ms) {
    return "| %s | %,.0f | %,d |%n"
        .formatted(
            text,
            Median.of(restarts.stream().mapToLong(ms).asDoubleStream()),
            restarts.stream().mapToLong(ms).max().orElse(0));
  }
}
