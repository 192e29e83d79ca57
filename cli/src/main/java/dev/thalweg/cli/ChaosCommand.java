package dev.thalweg.cli;

import dev.thalweg.cli.chaos.Chaos;
import dev.thalweg.cli.chaos.ChaosPlan;
import dev.thalweg.cli.cluster.Cluster;
import dev.thalweg.cli.cluster.Offsets;
import dev.thalweg.cli.data.SourceOptions;
import dev.thalweg.cli.learning.ModelOptions;
import dev.thalweg.cli.terminal.Failures;
import dev.thalweg.cli.terminal.Logging;
import dev.thalweg.cli.terminal.StopSignal;
import dev.thalweg.cli.terminal.WorkDirectory;
import dev.thalweg.producer.ExampleStream;
import dev.thalweg.producer.SampleOrder;
import dev.thalweg.producer.source.DataSet;
import dev.thalweg.producer.source.ExampleSource;
import dev.thalweg.producer.source.Split;
import dev.thalweg.schemas.Pipeline;
import dev.thalweg.schemas.UserException;
import dev.thalweg.topics.TopicAdmin;
import dev.thalweg.trainer.guarantee.AuditReport;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ThreadLocalRandom;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.Spec;

/** {@code thalweg chaos}. */
@Command(
    name = "chaos",
    description = {
      "Kill, freeze and restart two trainers and their broker for some minutes, while a stream goes"
          + " on; then compare what they learned with an undisturbed fold over the same log.",
      "Exit code 1 if a guarantee was broken."
    })
final class ChaosCommand implements Callable<Integer> {
  private static final double MINUTES_MAX = 7 * 24 * 60;

  @Spec CommandSpec spec;
  @Mixin SourceOptions source;

  @Mixin(name = "model")
  ModelOptions model;

  @Option(
      names = "--minutes",
      paramLabel = "N",
      description = "How long to attack (default: ${DEFAULT-VALUE}).")
  double minutes = ChaosPlan.DURATION_DEFAULT.toMinutes();

  @Option(
      names = "--chaos-seed",
      paramLabel = "N",
      description =
          "The seed for what is done and when (default: a new one each time, which is"
              + " printed).")
  Long seed;

  @Option(
      names = "--dir",
      paramLabel = "DIR",
      description =
          "A new directory in which to keep the data and the logs (default: a temporary one).")
  Path dir;

  @Option(
      names = "--snapshot-every",
      paramLabel = "N",
      description = "Samples between two snapshots (default: ${DEFAULT-VALUE}).")
  long snapshotEvery = ChaosPlan.SNAPSHOT_EVERY_DEFAULT;

  @Option(
      names = "--partitions",
      paramLabel = "N",
      description =
          "Partitions of the samples, each with a learner of its own (default: ${DEFAULT-VALUE}).")
  int partitions = TopicAdmin.PARTITIONS_DEFAULT;

  @Override
  public Integer call() {
    PrintStream out = System.out;
    if (!(minutes > 0 && minutes <= MINUTES_MAX)) {
      throw new UserException(
          "--minutes %s is not possible: give more than 0 and at most %.0f."
              .formatted(minutes, MINUTES_MAX));
    }
    double perSecond = source.ratePerSecond();
    DataSet found = source.locate(out::println);
    // The trainers are told what the command line says, and nothing of the data.
    found.requireFormat(model.format());
    found.requireClasses(model.architecture().classes());
    out.println("Source: " + found.train().description());
    try (StopSignal stop = new StopSignal();
        WorkDirectory work = WorkDirectory.of(dir)) {
      work.requireNew();
      Logging.toFile(work.path().resolve("logs").resolve("chaos.log"));
      ChaosPlan plan = plan(work.path().toAbsolutePath(), stream(found.train()), perSecond);
      out.printf("Seed %d, data and logs in %s%n", plan.seed(), work.path());
      try (Chaos chaos = new Chaos(plan, out, stop::await)) {
        Cluster.createTopics(chaos.connection(), plan.pipeline(), partitions, (short) 1);
        try (Offsets offsets = new Offsets(chaos.connection(), plan.pipeline())) {
          Optional<AuditReport> report = chaos.run(offsets::trainerLag);
          report.ifPresent(r -> print(r, out));
          return report.map(AuditReport::kept).orElse(true) ? 0 : Failures.EXIT_FAILURE;
        }
      }
    }
  }

  private ExampleStream stream(ExampleSource train) {
    SampleOrder order =
        SampleOrder.of(train, Integer.MAX_VALUE, ExampleSource.ENDLESS, source.dataSeed());
    return ExampleStream.of(train, Split.TRAIN, order);
  }

  private ChaosPlan plan(Path work, ExampleStream stream, double perSecond) {
    Pipeline pipeline = new Pipeline("chaos");
    List<String> train = new ArrayList<>(List.of("--snapshot-every", Long.toString(snapshotEvery)));
    train.addAll(modelArguments());
    return new ChaosPlan(
        work,
        pipeline,
        stream,
        perSecond,
        Duration.ofMillis(Math.round(minutes * 60_000)),
        seed == null ? ThreadLocalRandom.current().nextLong() >>> 1 : seed,
        ChildThalweg.class,
        train);
  }

  /** What the command line says about the model, for the trainers; they see the environment too. */
  private List<String> modelArguments() {
    ParseResult parsed = spec.commandLine().getParseResult();
    List<String> arguments = new ArrayList<>();
    for (OptionSpec option : spec.mixins().get("model").options()) {
      OptionSpec matched = parsed.matchedOption(option.longestName());
      if (matched != null) {
        arguments.add(option.longestName());
        arguments.add(String.join(",", matched.originalStringValues()));
      }
    }
    return arguments;
  }

  private static void print(AuditReport report, PrintStream out) {
    out.printf(
        "%n%,d records, %,d steps, %,d snapshots, %,d dead letters; %,d repeats, which readers"
            + " drop.%n",
        report.records(),
        report.steps(),
        report.snapshots(),
        report.deadLetters(),
        report.repeats());
    for (AuditReport.Finding finding : report.findings()) {
      out.printf(
          "  %-20s %-7s %s%n",
          finding.guarantee().name(),
          finding.kept() ? "kept" : "BROKEN",
          finding.guarantee().promise());
      finding.violations().stream().limit(10).forEach(v -> out.println("    " + v));
    }
    out.printf("State, attacked     sha256 %s%n", report.liveStateSha256());
    out.printf("State, undisturbed  sha256 %s%n", report.undisturbedStateSha256());
    out.println(report.kept() ? "EQUAL: nothing was lost, nothing learned twice." : "NOT EQUAL.");
    out.flush();
  }
}
