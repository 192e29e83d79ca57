package dev.thalweg.benchmarks.training;

import dev.thalweg.benchmarks.run.ExamplesInMemory;
import dev.thalweg.benchmarks.run.Machine;
import dev.thalweg.benchmarks.run.ResultFile;
import dev.thalweg.benchmarks.run.ResultOptions;
import dev.thalweg.benchmarks.training.Accuracies.Run;
import dev.thalweg.model.Classifier;
import dev.thalweg.model.InputBuffer;
import dev.thalweg.model.Learner;
import dev.thalweg.model.learning.Hyperparameters;
import dev.thalweg.model.learning.Preset;
import dev.thalweg.model.network.Architecture;
import dev.thalweg.model.network.Datatype;
import dev.thalweg.model.network.Parameters;
import dev.thalweg.model.network.Shape;
import dev.thalweg.producer.source.DataLocator;
import dev.thalweg.producer.source.DataSet;
import dev.thalweg.producer.source.ExampleSource;
import dev.thalweg.producer.source.LabelledExample;
import dev.thalweg.producer.source.SourceKind;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** What one pass over a stream brings, or several, from memory, by one thread. */
@Command(
    name = "accuracy",
    description =
        "The accuracy of each preset after one pass over the training images in their order, or"
            + " several, and its rate, in turns.")
public final class AccuracyBenchmark implements Callable<Integer> {
  private static final Datatype DATATYPE = Datatype.UINT8;
  private static final ThreadMXBean CPU = ManagementFactory.getThreadMXBean();

  @Mixin ResultOptions results;

  @Option(
      names = "--data",
      paramLabel = "DIR",
      description = "The folder of MNIST's four files (default: generated digits).")
  Path data;

  @Option(
      names = "--presets",
      paramLabel = "NAME",
      split = ",",
      description = "Which ones (default: all).")
  List<String> presets = Preset.names();

  @Option(
      names = "--set",
      paramLabel = "KEY=VALUE",
      description = "A hyper-parameter that differs from the presets; can be repeated.")
  Map<String, String> differing = Map.of();

  @Option(
      names = "--seeds",
      paramLabel = "N",
      defaultValue = "5",
      description = "Runs of each, with that many seeds (default: ${DEFAULT-VALUE}).")
  int seeds;

  @Option(
      names = "--first-seed",
      paramLabel = "N",
      defaultValue = "1",
      description = "The first of the seeds, which follow one another (default: ${DEFAULT-VALUE}).")
  int firstSeed;

  @Option(
      names = "--epochs",
      paramLabel = "N",
      defaultValue = "1",
      description = "Passes over the training images (default: ${DEFAULT-VALUE}).")
  int epochs;

  @Option(
      names = "--hold-out",
      paramLabel = "N",
      defaultValue = "0",
      description =
          "Tests on the last N training images, which are then not learned, instead of the test"
              + " images: to tune by.")
  int heldOut;

  /** A part of a source. */
  private record Part(ExampleSource source, int from, int to) {
    int size() {
      return to - from;
    }

    LabelledExample at(int index) {
      return source.at(from + index);
    }
  }

  @Override
  public Integer call() {
    ResultFile file = results.file();
    DataSet set =
        DataLocator.standard(1, System.err::println)
            .find(data == null ? SourceKind.DIGITS : SourceKind.MNIST, Optional.ofNullable(data));
    ExampleSource train = new ExamplesInMemory(set.train(), 60_000);
    ExampleSource test = heldOut > 0 ? train : new ExamplesInMemory(set.test(), 10_000);
    int all = Math.toIntExact(train.size());
    Part learned = new Part(train, 0, all - heldOut);
    Part tested =
        heldOut > 0
            ? new Part(train, all - heldOut, all)
            : new Part(test, 0, Math.toIntExact(test.size()));
    List<Run> runs = new ArrayList<>();
    for (int seed = firstSeed; seed < firstSeed + seeds; seed++) {
      for (String name : presets) {
        Run run = run(name, seed, learned, tested);
        runs.add(run);
        System.err.printf(
            "Seed %d, %s: %.2f %% right, %,d samples/s of CPU%n",
            seed, name, 100 * run.testAccuracy(), run.samplesPerCpuSecond());
      }
    }
    Accuracies accuracies =
        new Accuracies(Machine.here(), train.name(), epochs, differing, heldOut, runs);
    System.out.printf("%s%n%s%n", accuracies.machine(), accuracies.table());
    file.write(accuracies);
    return 0;
  }

  private Run run(String name, long seed, Part learned, Part tested) {
    Preset preset = Preset.named(name);
    Architecture network =
        preset.architecture(
            new Shape(learned.source().format().shape()), learned.source().classes());
    Hyperparameters learning =
        preset.hyperparameters().change(differing).with(Hyperparameters.SEED, seed);
    long correct = 0;
    long beganNs = System.nanoTime();
    long beganCpuNs = CPU.getCurrentThreadCpuTime();
    try (Learner learner = new Learner(network, learning, DATATYPE)) {
      int batch = learning.batchSize();
      InputBuffer examples = new InputBuffer(DATATYPE, batch, network.inputs());
      float[] weights = new float[batch];
      Arrays.fill(weights, 1);
      double[] labels = new double[batch];
      for (int epoch = 0; epoch < epochs; epoch++) {
        for (int next = 0; next + batch <= learned.size(); next += batch) {
          for (int i = 0; i < batch; i++) {
            LabelledExample example = learned.at(next + i);
            examples.put(i, ByteBuffer.wrap(example.data()), false);
            labels[i] = example.label();
          }
          correct += learner.step(examples, labels, weights).correct();
        }
      }
      double cpuSeconds = (CPU.getCurrentThreadCpuTime() - beganCpuNs) / 1e9;
      double seconds = (System.nanoTime() - beganNs) / 1e9;
      return new Run(
          name,
          seed,
          accuracy(learner.serving(), tested),
          (double) correct / learner.samples(),
          Math.round(learner.samples() / seconds),
          Math.round(learner.samples() / cpuSeconds),
          network.parameterCount());
    }
  }

  private static double accuracy(Parameters parameters, Part tested) {
    Architecture network = parameters.architecture();
    float[] probabilities = new float[network.classes()];
    int correct = 0;
    try (Classifier classifier = new Classifier(network, 1)) {
      for (int i = 0; i < tested.size(); i++) {
        LabelledExample example = tested.at(i);
        classifier.score(parameters, example.data(), 1, probabilities);
        int best = 0;
        for (int c = 1; c < probabilities.length; c++) {
          best = probabilities[c] > probabilities[best] ? c : best;
        }
        correct += best == example.label() ? 1 : 0;
      }
    }
    return (double) correct / tested.size();
  }
}
