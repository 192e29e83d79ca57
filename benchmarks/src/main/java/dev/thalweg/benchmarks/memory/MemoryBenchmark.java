package dev.thalweg.benchmarks.memory;

import dev.thalweg.benchmarks.memory.Memory.OfService;
import dev.thalweg.benchmarks.pipeline.LivePipeline;
import dev.thalweg.benchmarks.run.Machine;
import dev.thalweg.benchmarks.run.Pause;
import dev.thalweg.benchmarks.run.ProcessReading;
import dev.thalweg.benchmarks.run.ResultFile;
import dev.thalweg.benchmarks.run.ResultOptions;
import dev.thalweg.benchmarks.run.TemporaryStack;
import dev.thalweg.benchmarks.run.WorkloadOptions;
import dev.thalweg.schemas.PipelineTopic;
import dev.thalweg.schemas.UserException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The memory of each service of a pipeline after some minutes, and its slope. */
@Command(
    name = "memory",
    description =
        "Resident memory of producers, broker, registry, trainer, scorer and monitor after some"
            + " minutes at a steady rate, and how fast it grows. On Linux.")
public final class MemoryBenchmark implements Callable<Integer> {
  private static final Duration EVERY = Duration.ofSeconds(10);
  private static final double NS_PER_S = 1e9;

  @Mixin WorkloadOptions workloads;
  @Mixin ResultOptions results;

  @Option(
      names = "--minutes",
      paramLabel = "N",
      defaultValue = "10",
      description = "How long (default: ${DEFAULT-VALUE}).")
  int minutes;

  @Option(
      names = "--rate",
      paramLabel = "N",
      defaultValue = "4000",
      description =
          "Samples per second, and as many images to score: a rate at which nothing lags behind,"
              + " see bench pipeline (default: ${DEFAULT-VALUE}).")
  long perSecond;

  @Override
  public Integer call() {
    ResultFile file = results.file();
    ProcessReading.requireLinux();
    if (minutes < 1 || perSecond < 1) {
      throw new UserException("Give at least one minute and one sample per second.");
    }
    Memory memory;
    try (TemporaryStack stack = new TemporaryStack();
        LivePipeline live = new LivePipeline(stack, workloads.ofProduce())) {
      live.stream(perSecond, perSecond);
      live.awaitReady();
      memory = watch(live);
    }
    System.out.printf(
        "%s%n%d minutes at %,.0f samples/s, at most %.1f s behind at the end%n%s%n",
        memory.machine(),
        minutes,
        memory.samplesPerSecond(),
        memory.behindSeconds(),
        memory.table());
    file.write(memory);
    return 0;
  }

  private Memory watch(LivePipeline live) {
    Map<String, List<Long>> residentKiB = new LinkedHashMap<>();
    long before = live.streamed(PipelineTopic.SAMPLES);
    long startNs = System.nanoTime();
    long looks = Duration.ofMinutes(minutes).dividedBy(EVERY);
    for (long look = 1; look <= looks; look++) {
      long dueNs = startNs + look * EVERY.toNanos();
      Pause.of(Duration.ofNanos(Math.max(0, dueNs - System.nanoTime())));
      live.requireAlive();
      live.pids()
          .forEach(
              (name, pid) ->
                  residentKiB
                      .computeIfAbsent(name, unused -> new ArrayList<>())
                      .add(ProcessReading.residentKiB(pid)));
    }
    double seconds = (System.nanoTime() - startNs) / NS_PER_S;
    double came = (live.streamed(PipelineTopic.SAMPLES) - before) / seconds;
    double lag = live.lags().values().stream().mapToLong(Long::longValue).max().orElse(0);
    int everySeconds = Math.toIntExact(EVERY.toSeconds());
    return new Memory(
        Machine.here(),
        minutes,
        perSecond,
        came,
        lag / came,
        everySeconds,
        ResultOptions.systemLoad(),
        residentKiB.entrySet().stream()
            .map(one -> new OfService(one.getKey(), one.getValue(), everySeconds))
            .toList());
  }
}
