package dev.thalweg.benchmarks.pipeline;

import dev.thalweg.benchmarks.pipeline.PipelineRate.Behind;
import dev.thalweg.benchmarks.pipeline.PipelineRate.Share;
import dev.thalweg.benchmarks.pipeline.PipelineRate.Step;
import dev.thalweg.benchmarks.run.Pause;
import dev.thalweg.benchmarks.run.ProcessReading;
import dev.thalweg.benchmarks.run.ResultOptions;
import dev.thalweg.schemas.PipelineTopic;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Watches a pipeline for a while, at one rate. */
final class PipelineWindow {
  /** No part of a commit interval, so that looks don't fall on one phase of it. */
  private static final Duration EVERY = Duration.ofMillis(300);

  private static final double NS_PER_S = 1e9;
  private static final String MEASUREMENT = "this measurement";

  private final LivePipeline live;

  PipelineWindow(LivePipeline live) {
    this.live = live;
  }

  /**
   * Looks at the lags three times a second.
   *
   * @param samples per second that were asked for
   * @param images per second that were asked for
   */
  Step watch(long samples, long images, Duration length) {
    Map<String, Long> pids = new LinkedHashMap<>(live.pids());
    pids.put(MEASUREMENT, ProcessHandle.current().pid());
    Map<String, Duration> cpuBefore = cpu(pids);
    long samplesBefore = live.streamed(PipelineTopic.SAMPLES);
    long imagesBefore = live.streamed(PipelineTopic.EXAMPLES);
    long startNs = System.nanoTime();
    List<Map<String, Long>> lags = new ArrayList<>();
    long looks = length.dividedBy(EVERY);
    for (long look = 1; look <= looks; look++) {
      Pause.of(
          Duration.ofNanos(
              Math.max(0, startNs + look * EVERY.toNanos() - System.nanoTime()))); // no drift
      lags.add(live.lags());
      live.requireAlive();
    }
    double seconds = (System.nanoTime() - startNs) / NS_PER_S;
    Map<String, Duration> cpuAfter = cpu(pids);
    double samplesCame = (live.streamed(PipelineTopic.SAMPLES) - samplesBefore) / seconds;
    double imagesCame = (live.streamed(PipelineTopic.EXAMPLES) - imagesBefore) / seconds;
    List<Share> shares =
        pids.keySet().stream()
            .map(
                name ->
                    new Share(
                        name,
                        cpuAfter.get(name).minus(cpuBefore.get(name)).toNanos()
                            / NS_PER_S
                            / seconds))
            .toList();
    return new Step(
        samples,
        samplesCame,
        images,
        imagesCame,
        behind(lags, samplesCame, imagesCame),
        shares,
        ResultOptions.systemLoad());
  }

  private static List<Behind> behind(
      List<Map<String, Long>> lags, double samplesPerSecond, double imagesPerSecond) {
    return lags.get(0).keySet().stream()
        .map(
            service ->
                new Behind(
                    service,
                    PipelineRate.seconds(
                        lags.stream().mapToLong(look -> look.get(service)).toArray(),
                        service.equals("trainer") ? samplesPerSecond : imagesPerSecond),
                    EVERY.toNanos() / NS_PER_S))
        .toList();
  }

  private static Map<String, Duration> cpu(Map<String, Long> pids) {
    Map<String, Duration> cpu = new LinkedHashMap<>();
    pids.forEach((name, pid) -> cpu.put(name, ProcessReading.cpuTime(pid)));
    return cpu;
  }
}
