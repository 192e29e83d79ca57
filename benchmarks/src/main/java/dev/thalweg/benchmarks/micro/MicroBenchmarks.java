package dev.thalweg.benchmarks.micro;

import dev.thalweg.benchmarks.run.Machine;
import dev.thalweg.benchmarks.run.ResultFile;
import dev.thalweg.benchmarks.run.ResultOptions;
import dev.thalweg.schemas.UserException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.CommandLineOptionException;
import org.openjdk.jmh.runner.options.CommandLineOptions;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Runs the JMH benchmarks and writes their figures with the machine's. */
@Command(
    name = "micro",
    description = {
      "One step, one batch scored, one sample encoded and decoded: JMH's benchmarks of the parts,"
          + " with the bytes that each allocates.",
      "All other options are JMH's, such as StepBenchmark -p preset=keras."
    })
public final class MicroBenchmarks implements Callable<Integer> {
  @Mixin ResultOptions results;

  @Parameters(paramLabel = "JMH", arity = "0..*", description = "Options of JMH.")
  List<String> jmh = new ArrayList<>();

  /**
   * One line of the table.
   *
   * @param score mean over all iterations of all forks
   * @param error half of the 99.9 % confidence interval; null where there is one iteration only
   * @param allocatedBytes of the Java heap, for one operation; null where it was not counted
   */
  record Figure(
      String benchmark,
      Map<String, String> parameters,
      double score,
      Double error,
      String unit,
      Double allocatedBytes) {
    private static final String ALLOCATED = "gc.alloc.rate.norm";

    static Figure of(RunResult run) {
      Result<?> result = run.getPrimaryResult();
      String name = run.getParams().getBenchmark();
      Map<String, String> parameters = new TreeMap<>();
      run.getParams().getParamsKeys().forEach(k -> parameters.put(k, run.getParams().getParam(k)));
      double error = result.getScoreError();
      return new Figure(
          name.substring(MicroBenchmarks.class.getPackageName().length() + 1),
          parameters,
          result.getScore(),
          Double.isNaN(error) ? null : error,
          result.getScoreUnit(),
          allocatedBytes(run));
    }

    private static Double allocatedBytes(RunResult run) {
      for (String name : run.getSecondaryResults().keySet()) {
        if (name.endsWith(ALLOCATED)) {
          return run.getSecondaryResults().get(name).getScore();
        }
      }
      return null;
    }

    private String row() {
      return "| `%s`%s | %,.0f | %s | %s |%n"
          .formatted(
              benchmark,
              parameters.isEmpty() ? "" : ", " + String.join(", ", parameters.values()),
              score,
              error == null ? "–" : "%,.0f".formatted(error),
              allocatedBytes == null ? "–" : "%,.0f".formatted(allocatedBytes));
    }
  }

  /**
   * All figures of a run.
   *
   * @param systemLoad average load of the machine over the last minute, at the end of the run;
   *     negative where it is not known
   */
  record Report(Machine machine, int forks, double systemLoad, List<Figure> figures) {
    /** Markdown, as it stands in the documentation. */
    String table() {
      return "%n| benchmark | per second | ± | bytes allocated |%n|---|---|---|---|%n".formatted()
          + figures.stream().map(Figure::row).collect(Collectors.joining());
    }
  }

  @Override
  public Integer call() {
    ResultFile out = results.file();
    try {
      Collection<RunResult> runs =
          new Runner(
                  new OptionsBuilder()
                      .parent(new CommandLineOptions(jmh.toArray(String[]::new)))
                      .addProfiler(GCProfiler.class)
                      .build())
              .run();
      int forks = runs.stream().mapToInt(run -> run.getParams().getForks()).max().orElse(0);
      Report report =
          new Report(
              Machine.here(),
              forks,
              ResultOptions.systemLoad(),
              runs.stream().map(Figure::of).toList());
      System.out.println(report.table());
      out.write(report);
      return 0;
    } catch (CommandLineOptionException | RunnerException e) {
      throw new UserException("JMH did not run (%s).".formatted(e.getMessage()), e);
    }
  }
}
