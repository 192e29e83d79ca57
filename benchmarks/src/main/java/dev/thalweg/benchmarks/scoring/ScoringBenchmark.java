package dev.thalweg.benchmarks.scoring;

import dev.thalweg.benchmarks.run.Latency;
import dev.thalweg.benchmarks.run.Machine;
import dev.thalweg.benchmarks.run.ResultFile;
import dev.thalweg.benchmarks.run.ResultOptions;
import dev.thalweg.benchmarks.run.TemporaryStack;
import dev.thalweg.benchmarks.run.WorkloadOptions;
import dev.thalweg.producer.source.ExampleSource;
import dev.thalweg.schemas.Connection;
import dev.thalweg.schemas.Pipeline;
import dev.thalweg.schemas.UserException;
import dev.thalweg.scorer.delivery.DeliveryGuarantee;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The scorer on images of a topic: its rate from a backlog, its latency at a rate. */
@Command(
    name = "scoring",
    description =
        "Images of a topic into predictions: the rate from a backlog and the latency at a steady"
            + " rate, at least once and exactly once.")
public final class ScoringBenchmark implements Callable<Integer> {
  private static final String AT_LEAST_ONCE = "at-least-once";
  private static final String EXACTLY_ONCE = "exactly-once";
  private static final Duration TRANSACTION_TIMEOUT = Duration.ofSeconds(5);

  @Mixin WorkloadOptions workloads;
  @Mixin ResultOptions results;

  @Option(
      names = "--images",
      paramLabel = "N",
      defaultValue = "1000000",
      description =
          "Images of a backlog, whose second half is measured (default: ${DEFAULT-VALUE}).")
  int backlog;

  @Option(
      names = "--rate",
      paramLabel = "N",
      defaultValue = "1000",
      description = "Images per second while latency is measured (default: ${DEFAULT-VALUE}).")
  int perSecond;

  @Option(
      names = "--seconds",
      paramLabel = "N",
      defaultValue = "20",
      description = "How long, after a quarter of that as a warm-up (default: ${DEFAULT-VALUE}).")
  int seconds;

  @Option(
      names = "--rounds",
      paramLabel = "N",
      defaultValue = "5",
      description =
          "Interleaved rounds, after one that is not counted (default: ${DEFAULT-VALUE}).")
  int rounds;

  @Override
  public Integer call() {
    ResultFile file = results.file();
    if (rounds < 1 || backlog < 2 || perSecond < 1 || seconds < 1) {
      throw new UserException("Give at least one round, two images and one second.");
    }
    ExampleSource images = workloads.images();
    Map<String, List<Scoring.Round>> measured = new LinkedHashMap<>();
    measured.put(AT_LEAST_ONCE, new ArrayList<>());
    measured.put(EXACTLY_ONCE, new ArrayList<>());
    try (TemporaryStack stack = new TemporaryStack()) {
      for (int round = 0; round <= rounds; round++) {
        boolean turned = round % 2 == 1;
        for (String guarantee :
            turned ? List.of(EXACTLY_ONCE, AT_LEAST_ONCE) : List.of(AT_LEAST_ONCE, EXACTLY_ONCE)) {
          Scoring.Round figures = round(stack.connection(), images, guarantee, round);
          tell(guarantee, round, figures);
          if (round > 0) { // the first round loads classes and compiles them
            measured.get(guarantee).add(figures);
          }
        }
      }
    }
    List<Scoring.OfGuarantee> all = new ArrayList<>();
    measured.forEach((name, figures) -> all.add(new Scoring.OfGuarantee(name, figures)));
    Scoring result = new Scoring(Machine.here(), images.name(), backlog, perSecond, all);
    System.out.printf("%s%n%s%n", result.machine(), result.table());
    file.write(result);
    return 0;
  }

  private Scoring.Round round(Connection connection, ExampleSource images, String name, int round) {
    DeliveryGuarantee guarantee =
        name.equals(EXACTLY_ONCE)
            ? DeliveryGuarantee.exactlyOnce(TRANSACTION_TIMEOUT)
            : DeliveryGuarantee.atLeastOnce();
    long rate;
    try (ScoringStage stage =
        new ScoringStage(connection, pipeline("backlog", name, round), images, 5)) {
      rate = stage.fromBacklog(backlog, guarantee);
    }
    int measured = Math.multiplyExact(seconds, perSecond);
    try (ScoringStage stage =
        new ScoringStage(connection, pipeline("latency", name, round), images, 0)) {
      Latency latency = stage.atRate(measured, Math.max(1, measured / 4), perSecond, guarantee);
      return new Scoring.Round(rate, latency, ResultOptions.systemLoad());
    }
  }

  private static Pipeline pipeline(String what, String guarantee, int round) {
    return new Pipeline("%s-%s-%d".formatted(what, guarantee, round));
  }

  private void tell(String guarantee, int round, Scoring.Round figures) {
    System.err.printf(
        "%s, round %d of %d: %,d images/s; p50 %.1f ms, p99 %.1f ms; load %.1f%n",
        guarantee,
        round,
        rounds,
        figures.imagesPerSecond(),
        figures.latency().p50Ms(),
        figures.latency().p99Ms(),
        figures.systemLoad());
  }
}
