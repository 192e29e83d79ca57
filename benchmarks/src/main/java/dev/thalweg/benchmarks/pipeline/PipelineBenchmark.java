package dev.thalweg.benchmarks.pipeline;

import dev.thalweg.benchmarks.pipeline.PipelineRate.Step;
import dev.thalweg.benchmarks.run.Machine;
import dev.thalweg.benchmarks.run.Pause;
import dev.thalweg.benchmarks.run.ResultFile;
import dev.thalweg.benchmarks.run.ResultOptions;
import dev.thalweg.benchmarks.run.TemporaryStack;
import dev.thalweg.benchmarks.run.WorkloadOptions;
import dev.thalweg.schemas.UserException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The highest rate at which no service of a whole pipeline lags behind. */
@Command(
    name = "pipeline",
    description =
        "The samples per second at which nothing lags behind, with producers, broker, registry,"
            + " trainer, scorer and monitor on this machine, and what limits it.")
public final class PipelineBenchmark implements Callable<Integer> {
  /** From the first record of a new rate on, for the producers to get warm. */
  private static final Duration SETTLE = Duration.ofSeconds(8);

  @Mixin WorkloadOptions workloads;
  @Mixin ResultOptions results;

  @Option(
      names = "--rates",
      paramLabel = "N",
      split = ",",
      defaultValue =
          "1000,2000,3000,4000,5000,6000,7000,8000,9000,10000,12000,14000,16000,18000,20000,25000",
      description =
          "Samples per second, one after the other, until something lags (default:"
              + " ${DEFAULT-VALUE}).")
  List<Long> rates;

  @Option(
      names = "--images",
      paramLabel = "N",
      defaultValue = "100",
      description =
          "Images that are scored and judged, for every 100 samples that are learned (default:"
              + " ${DEFAULT-VALUE}).")
  int images;

  @Option(
      names = "--seconds",
      paramLabel = "N",
      defaultValue = "20",
      description = "How long each rate is watched, after 8 s (default: ${DEFAULT-VALUE}).")
  int seconds;

  @Override
  public Integer call() {
    ResultFile file = results.file();
    if (rates.stream().anyMatch(rate -> rate < 1) || images < 1 || seconds < 5) {
      throw new UserException("Give rates of at least 1, --images of 1 and --seconds of 5.");
    }
    List<Step> steps = new ArrayList<>();
    try (TemporaryStack stack = new TemporaryStack();
        LivePipeline live = new LivePipeline(stack, workloads.ofProduce())) {
      live.stream(rates.get(0), imagesOf(rates.get(0)));
      live.awaitReady();
      live.stopStreaming();
      for (long rate : rates) {
        boolean stood = isStood(live, rate, steps);
        if (!stood) { // something else may have had the machine for a moment
          stood = isStood(live, rate, steps);
        }
        if (!stood) {
          break;
        }
      }
    }
    PipelineRate result = new PipelineRate(Machine.here(), images, steps);
    System.out.printf(
        "%s%nNothing lags behind at %,d samples/s.%n%s%n",
        result.machine(), result.getSamplesPerSecond(), result.table());
    file.write(result);
    return 0;
  }

  private boolean isStood(LivePipeline live, long rate, List<Step> steps) {
    live.awaitLag(imagesOf(rate)); // what a step left that was not stood
    live.stream(rate, imagesOf(rate));
    Pause.of(SETTLE);
    Step step = new PipelineWindow(live).watch(rate, imagesOf(rate), Duration.ofSeconds(seconds));
    live.stopStreaming();
    System.err.println(PipelineRate.line(step));
    steps.add(step);
    return step.getLagging().isEmpty();
  }

  private long imagesOf(long rate) {
    return Math.max(1, rate * images / 100);
  }
}
