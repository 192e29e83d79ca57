package dev.thalweg.benchmarks;

import dev.thalweg.benchmarks.TrainingRate.Round;
import dev.thalweg.model.Preset;
import dev.thalweg.producer.DataLocator;
import dev.thalweg.producer.ImageSource;
import dev.thalweg.producer.ImageStream;
import dev.thalweg.producer.SampleOrder;
import dev.thalweg.producer.SourceKind;
import dev.thalweg.producer.Split;
import dev.thalweg.schemas.Pipeline;
import dev.thalweg.schemas.UserException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParseResult;

/** How fast the trainer learns a backlog, beside the same fold in memory. */
@Command(
    name = "TrainingRateBenchmark",
    description = "Measures the trainer on an embedded broker beside the same fold in memory.")
public final class TrainingRateBenchmark implements Callable<Integer> {
  private static final long SEED = 1;

  /** As many as MNIST has. */
  private static final long IMAGES_MAX = 60_000;

  @Option(names = "--data", description = "The folder of MNIST; else generated digits.")
  Path data;

  @Option(names = "--samples", description = "Default: ${DEFAULT-VALUE}.")
  long samples = 1_200_000;

  @Option(names = "--preset", description = "Default: ${DEFAULT-VALUE}.")
  String preset = "online";

  @Option(names = "--rounds", description = "Default: ${DEFAULT-VALUE}.")
  int rounds = 3;

  @Option(names = "--out", required = true, description = "The JSON file to write.")
  Path out;

  @Option(names = "--help", usageHelp = true, description = "Says this.")
  boolean help;

  public static void main(String[] args) {
    System.setProperty("org.slf4j.simpleLogger.defaultLogLevel", "error");
    System.exit(
        new CommandLine(new TrainingRateBenchmark())
            .setExecutionExceptionHandler(TrainingRateBenchmark::tell)
            .execute(args));
  }

  private static int tell(Exception e, CommandLine command, ParseResult parsed) throws Exception {
    if (e instanceof UserException || e instanceof IllegalArgumentException) {
      System.err.println(e.getMessage());
      return 1;
    }
    throw e;
  }

  @Override
  public Integer call() {
    ResultFile file = new ResultFile(out);
    Workload workload = workload();
    MemoryFold memory = new MemoryFold(workload);
    List<Round> measured = new ArrayList<>();
    try (TemporaryStack stack = new TemporaryStack()) {
      for (int i = 1; i <= rounds; i++) {
        LogFold log = new LogFold(workload, stack, new Pipeline("rate-" + i));
        measured.add(i % 2 == 1 ? round(memory.run(), log.run()) : reversed(log, memory));
        Round round = measured.get(i - 1);
        System.err.printf(
            "Round %d of %d: %,d samples/s in memory, %,d from the log, load %.1f%n",
            i, rounds, round.memory(), round.log(), round.systemLoad());
      }
    }
    TrainingRate rate =
        new TrainingRate(
            Machine.here(),
            preset,
            workload.batchSize(),
            workload.stream().source().name(),
            workload.stream().source().size(),
            workload.samples(),
            measured);
    System.out.printf("%s%n%s%n", rate.machine(), rate.table());
    file.write(rate);
    return 0;
  }

  private Workload workload() {
    Preset chosen = Preset.named(preset);
    int batch = chosen.hyperparameters().batchSize();
    long whole = samples / batch * batch;
    if (whole < 1 || rounds < 1) {
      throw new UserException(
          "Give at least one round, and at least %d samples: one minibatch.".formatted(batch));
    }
    ImageSource images =
        new ImagesInMemory(
            DataLocator.standard(SEED, System.err::println)
                .find(
                    data == null ? SourceKind.DIGITS : SourceKind.MNIST, Optional.ofNullable(data))
                .train(),
            IMAGES_MAX);
    SampleOrder order =
        new SampleOrder(images.size(), whole, SampleOrder.Shuffle.LATER_EPOCHS, SEED);
    return new Workload(chosen, ImageStream.of(images, Split.TRAIN, order), whole);
  }

  private static Round reversed(LogFold log, MemoryFold memory) {
    FoldRun first = log.run();
    return round(memory.run(), first);
  }

  private static Round round(FoldRun memory, FoldRun log) {
    if (memory.correct() != log.correct()) {
      throw new UserException(
          "The folds differ: %,d samples were right in memory and %,d from the log."
              .formatted(memory.correct(), log.correct()));
    }
    return new Round(
        memory.samplesPerSecond(),
        log.samplesPerSecond(),
        ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage());
  }
}
