package dev.thalweg.benchmarks.scale;

import dev.thalweg.benchmarks.run.ExamplesInMemory;
import dev.thalweg.benchmarks.run.Machine;
import dev.thalweg.benchmarks.run.ResultFile;
import dev.thalweg.benchmarks.run.ResultOptions;
import dev.thalweg.benchmarks.run.WorkloadOptions;
import dev.thalweg.model.learning.Preset;
import dev.thalweg.model.network.Datatype;
import dev.thalweg.model.network.Shape;
import dev.thalweg.producer.source.DataSet;
import dev.thalweg.producer.source.ExampleSource;
import dev.thalweg.schemas.Pipeline;
import dev.thalweg.schemas.SchemaRegistry;
import dev.thalweg.schemas.UserException;
import dev.thalweg.trainer.fold.LearnerConfig;
import dev.thalweg.trainer.fold.Rounds;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** What many learners come to, simulated with the trainer's own folds and merges. */
@Command(
    name = "scale",
    description =
        "Without a broker, on one thread: the accuracy of up to 64 learners and more, what a round"
            + " and a merge cost, and the bytes of their records. Takes some minutes.")
public final class ScaleBenchmark implements Callable<Integer> {
  private static final int LEARNERS_MAX = 1_024;
  private static final int IMAGES_MIN = 250;
  private static final long SAMPLES_MAX = 100_000_000;

  @Mixin WorkloadOptions workloads;
  @Mixin ResultOptions results;

  @Option(
      names = "--preset",
      paramLabel = "NAME",
      defaultValue = "online",
      description = "online or keras (default: ${DEFAULT-VALUE}).")
  String preset;

  @Option(
      names = "--learners",
      paramLabel = "N",
      split = ",",
      defaultValue = "1,2,4,8,16,64",
      description = "How many, each in a run of its own (default: ${DEFAULT-VALUE}).")
  List<Integer> learners;

  @Option(
      names = "--passes",
      paramLabel = "N",
      split = ",",
      defaultValue = "1,5",
      description =
          "Passes over the images, each number in a run of its own (default: ${DEFAULT-VALUE}).")
  List<Integer> passes;

  @Option(
      names = "--images",
      paramLabel = "N",
      defaultValue = "60000",
      description = "Images of a pass (default: ${DEFAULT-VALUE}).")
  int images;

  @Option(
      names = "--merge-every",
      paramLabel = "N",
      description = "Samples of a round (default: ${DEFAULT-VALUE}).")
  long mergeEvery = Rounds.EVERY_DEFAULT;

  @Override
  public Integer call() {
    requireSome("--images", List.of(images), IMAGES_MIN, SAMPLES_MAX);
    requireSome("--learners", learners, LEARNERS_MAX);
    requireSome("--passes", passes, SAMPLES_MAX / images);
    ResultFile file = results.file();
    long startNs = System.nanoTime();
    DataSet data = workloads.dataSet();
    ExampleSource train = new ExamplesInMemory(data.train(), images);
    LearnerConfig single = config(train);
    TestImages test =
        new TestImages(
            data.test(), single.architecture().inputs(), Math.min(TestImages.IMAGES_MAX, images));
    List<Scale.Run> runs = new ArrayList<>();
    List<Scale.RecordBytes> records = new ArrayList<>();
    try (SchemaRegistry registry = SchemaRegistry.inMemory()) {
      for (int count : learners) {
        records.add(new RecordSizes(of(single, count), registry).measure(train));
        for (int pass : passes) {
          Simulation simulation = new Simulation(of(single, count), train, test, registry);
          runs.add(simulation.run(pass));
          System.err.println(runs.get(runs.size() - 1));
        }
      }
    }
    Scale scale =
        new Scale(
            Machine.here(),
            preset,
            single.architecture().parameterCount(),
            train.size(),
            mergeEvery,
            (System.nanoTime() - startNs) / 1e9,
            runs,
            records);
    System.out.printf("%s%n%s%nIt took %.0f s.%n", scale.machine(), scale.table(), scale.seconds());
    file.write(scale);
    return 0;
  }

  private static void requireSome(String option, List<Integer> numbers, long max) {
    requireSome(option, numbers, 1, max);
  }

  private static void requireSome(String option, List<Integer> numbers, long min, long max) {
    for (int number : numbers) {
      if (number < min || number > max) {
        throw new UserException(
            "%s %d is not possible: give %,d to %,d.".formatted(option, number, min, max));
      }
    }
  }

  private LearnerConfig config(ExampleSource train) {
    Preset of = Preset.named(preset);
    return new LearnerConfig(
        new Pipeline("scale"),
        of.architecture(new Shape(train.format().shape()), train.classes()),
        Datatype.UINT8,
        of.hyperparameters(),
        SAMPLES_MAX,
        LearnerConfig.OnDivergence.SKIP);
  }

  private LearnerConfig of(LearnerConfig single, int count) {
    Rounds rounds = new Rounds(count, mergeEvery);
    return single.with(rounds.areShared() ? rounds : Rounds.NONE);
  }
}
