package dev.thalweg.benchmarks;

import dev.thalweg.schemas.UserException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.CommandLineOptionException;
import org.openjdk.jmh.runner.options.CommandLineOptions;

/** Runs the JMH benchmarks and writes their figures with the machine's. */
public final class MicroBenchmarks {
  private MicroBenchmarks() {}

  /**
   * One line of the table.
   *
   * @param score mean over all iterations of all forks
   * @param error half of the 99.9 % confidence interval; null where there is one iteration only
   */
  record Figure(
      String benchmark, Map<String, String> parameters, double score, Double error, String unit) {

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
          result.getScoreUnit());
    }
  }

  /**
   * All figures of a run.
   *
   * @param systemLoad average load of the machine over the last minute, at the end of the run;
   *     negative where it is not known
   */
  record Report(Machine machine, int forks, double systemLoad, List<Figure> figures) {}

  /** The first argument is the JSON file to write, the others are JMH's own. */
  public static void main(String[] args) {
    try {
      run(args);
    } catch (UserException | CommandLineOptionException | RunnerException e) {
      System.err.println(e.getMessage());
      System.exit(1);
    }
  }

  private static void run(String[] args) throws CommandLineOptionException, RunnerException {
    if (args.length == 0) {
      throw new UserException("Give the JSON file to write, then the options of JMH.");
    }
    ResultFile out = new ResultFile(Path.of(args[0]));
    Collection<RunResult> runs =
        new Runner(new CommandLineOptions(Arrays.copyOfRange(args, 1, args.length))).run();
    int forks = runs.stream().mapToInt(run -> run.getParams().getForks()).max().orElse(0);
    double load = ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage();
    out.write(new Report(Machine.here(), forks, load, runs.stream().map(Figure::of).toList()));
  }
}
