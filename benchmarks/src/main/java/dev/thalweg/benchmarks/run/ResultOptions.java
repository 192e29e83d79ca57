package dev.thalweg.benchmarks.run;

import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Where the figures go. */
public final class ResultOptions {
  @Spec(Spec.Target.MIXEE)
  CommandSpec spec;

  @Option(
      names = "--out",
      paramLabel = "FILE",
      description = "The JSON file to write (default: NAME.json in the working directory).")
  Path out;

  /** Checked before the work is done. */
  public ResultFile file() {
    return new ResultFile(out == null ? Path.of(spec.name() + ".json") : out);
  }

  /** The average load of the machine over the last minute; negative where it is not known. */
  public static double systemLoad() {
    return ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage();
  }
}
