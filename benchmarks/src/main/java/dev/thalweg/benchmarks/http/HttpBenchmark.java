package dev.thalweg.benchmarks.http;

import dev.thalweg.benchmarks.run.CpuMeter;
import dev.thalweg.benchmarks.run.Latency;
import dev.thalweg.benchmarks.run.Machine;
import dev.thalweg.benchmarks.run.ResultFile;
import dev.thalweg.benchmarks.run.ResultOptions;
import dev.thalweg.benchmarks.run.TemporaryStack;
import dev.thalweg.benchmarks.run.WorkloadOptions;
import dev.thalweg.benchmarks.scoring.AnsweringService;
import dev.thalweg.benchmarks.scoring.PublishedSnapshots;
import dev.thalweg.metrics.Metrics;
import dev.thalweg.producer.source.ExampleSource;
import dev.thalweg.schemas.Connection;
import dev.thalweg.schemas.Pipeline;
import dev.thalweg.schemas.UserException;
import dev.thalweg.scorer.Scorer;
import dev.thalweg.scorer.ScorerConfig;
import dev.thalweg.scorer.http.HttpService;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.HdrHistogram.Histogram;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** How quickly a scorer answers over HTTP at a constant rate. */
@Command(
    name = "http",
    description =
        "Raw pixels to POST /classify at a constant rate over a few connections: how long after it"
            + " was due a request is answered.")
public final class HttpBenchmark implements Callable<Integer> {
  private static final Duration START_MAX = Duration.ofSeconds(60);

  @Mixin WorkloadOptions workloads;
  @Mixin ResultOptions results;

  @Option(
      names = "--rate",
      paramLabel = "N",
      defaultValue = "25000",
      description = "Requests per second, one image each (default: ${DEFAULT-VALUE}).")
  double perSecond;

  @Option(
      names = "--connections",
      paramLabel = "N",
      defaultValue = "16",
      description = "Connections, each with one request at a time (default: ${DEFAULT-VALUE}).")
  int connections;

  @Option(
      names = "--seconds",
      paramLabel = "N",
      defaultValue = "10",
      description = "How long a round takes (default: ${DEFAULT-VALUE}).")
  int seconds;

  @Option(
      names = "--rounds",
      paramLabel = "N",
      defaultValue = "5",
      description = "Rounds, after one that is not counted (default: ${DEFAULT-VALUE}).")
  int rounds;

  @Override
  public Integer call() throws IOException {
    ResultFile file = results.file();
    if (rounds < 1 || seconds < 1 || connections < 1 || !(perSecond >= 1)) {
      throw new UserException("Give at least one round, second, connection and request a second.");
    }
    ExampleSource images = workloads.images();
    List<HttpAnswers.Round> measured;
    try (TemporaryStack stack = new TemporaryStack()) {
      measured = rounds(stack.connection(), images.at(0).data());
    }
    HttpAnswers answers =
        new HttpAnswers(Machine.here(), images.name(), connections, perSecond, seconds, measured);
    System.out.printf("%s%n%n%s", answers.machine(), answers.table());
    file.write(answers);
    return 0;
  }

  private List<HttpAnswers.Round> rounds(Connection connection, byte[] image) throws IOException {
    Pipeline pipeline = new Pipeline("http");
    new PublishedSnapshots(connection, pipeline).publish(1);
    try (Metrics registry = new Metrics();
        Scorer scorer = new Scorer(ScorerConfig.of(connection, pipeline, "benchmark"));
        HttpService service = AnsweringService.of(scorer, registry)) {
      scorer.start();
      service.start();
      if (scorer.awaitFirst(START_MAX).isEmpty()) {
        throw new UserException("The scorer found no snapshot.");
      }
      List<HttpAnswers.Round> measured = new ArrayList<>();
      try (LoadGenerator load =
          new LoadGenerator(service.address().resolve("/classify"), image, connections)) {
        for (int round = 0; round <= rounds; round++) {
          HttpAnswers.Round figures = round(load);
          tell(round, figures);
          if (round > 0) { // the first round loads classes and compiles them
            measured.add(figures);
          }
        }
      }
      return measured;
    }
  }

  private HttpAnswers.Round round(LoadGenerator load) throws IOException {
    CpuMeter cpu = CpuMeter.ofProcess();
    long startNs = System.nanoTime();
    cpu.start();
    Histogram latencyNs = load.run(perSecond, Duration.ofSeconds(seconds));
    cpu.stop();
    double tookUs = (System.nanoTime() - startNs) / 1e3;
    return new HttpAnswers.Round(
        Latency.of(latencyNs),
        Math.round(cpu.share() * tookUs / latencyNs.getTotalCount() * 10) / 10.0,
        ResultOptions.systemLoad());
  }

  private void tell(int round, HttpAnswers.Round figures) {
    System.err.printf(
        "round %d of %d: %,d requests; p50 %.2f ms, p99 %.2f ms; load %.1f%n",
        round,
        rounds,
        figures.latency().count(),
        figures.latency().p50Ms(),
        figures.latency().p99Ms(),
        figures.systemLoad());
  }
}
