package dev.thalweg.benchmarks.start;

import dev.thalweg.benchmarks.run.Machine;
import dev.thalweg.benchmarks.run.Median;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * How long starts took.
 *
 * @param source of the demo's examples
 * @param systemLoad average load of the machine over the last minute, at the end; negative where it
 *     is not known
 * @param demos whole demos, one after the other
 * @param helpSeconds of {@code score --help}, from the command to its end
 */
record Start(
    Machine machine,
    String source,
    double systemLoad,
    List<Stamps> demos,
    List<Double> helpSeconds) {
  private static final List<String> PROCESSES = List.of("thalweg", "broker", "registry");

  Start {
    demos = List.copyOf(demos);
    helpSeconds = List.copyOf(helpSeconds);
  }

  /** The median, in seconds. */
  double medianSeconds(Phase phase) {
    return Median.of(demos.stream().mapToDouble(demo -> demo.seconds().get(phase)));
  }

  private double medianCpu(Phase phase, String process) {
    return Median.of(
        demos.stream()
            .map(demo -> demo.cpuSeconds().getOrDefault(phase, Map.of()))
            .filter(cpu -> cpu.containsKey(process))
            .mapToDouble(cpu -> cpu.get(process)));
  }

  /** Markdown, as it stands in the documentation. */
  String table() {
    StringBuilder table = new StringBuilder("| until | s |");
    PROCESSES.forEach(name -> table.append(" CPU of ").append(name).append(", s |"));
    table.append("\n|---|---|---|---|---|\n");
    for (Phase phase : Phase.values()) {
      List<String> cells = new ArrayList<>(List.of(phase.words(), two(medianSeconds(phase))));
      PROCESSES.forEach(name -> cells.add(two(medianCpu(phase, name))));
      table.append("| ").append(String.join(" | ", cells)).append(" |\n");
    }
    return table
        + "\n`score --help`: %s s.\n"
            .formatted(two(Median.of(helpSeconds.stream().mapToDouble(s -> s))));
  }

  private static String two(double figure) {
    return Double.isNaN(figure) ? "" : String.format(Locale.ROOT, "%.2f", figure);
  }
}
