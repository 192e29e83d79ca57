package dev.thalweg.benchmarks.stream;

import dev.thalweg.benchmarks.run.TemporaryStack;
import dev.thalweg.benchmarks.run.Workload;
import dev.thalweg.benchmarks.run.WorkloadOptions;
import dev.thalweg.benchmarks.training.FoldRun;
import dev.thalweg.benchmarks.training.LogFold;
import dev.thalweg.model.learning.Preset;
import dev.thalweg.schemas.Pipeline;
import java.nio.file.Path;

/**
 * Passes of the trainer, exactly once, over the rows in a topic of an embedded broker beside it.
 * The first warms up the virtual machine and is not counted.
 */
final class LogPass implements AutoCloseable {
  private final Workload workload;
  private final TemporaryStack stack = new TemporaryStack();
  private int runs;

  LogPass(Preset preset, CsvStream stream, Path csv) {
    CsvSource rows = new CsvSource(stream, csv.getFileName().toString());
    workload = WorkloadOptions.workload(rows, preset, rows.size());
    Pass unused = run();
  }

  /** One pass, whose rate is by the wall clock, over its second half. */
  Pass run() {
    runs++;
    FoldRun run = LogFold.exactlyOnce(workload, stack, new Pipeline("stream-" + runs)).run();
    return new Pass(
        "thalweg %s, from the log (by the clock)".formatted(workload.preset().name()),
        workload.samples(),
        (double) run.correct() / workload.samples(),
        (double) workload.samples() / run.samplesPerSecond());
  }

  @Override
  public void close() {
    stack.close();
  }
}
