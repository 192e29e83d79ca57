package dev.thalweg.benchmarks.stream;

import dev.thalweg.benchmarks.run.Machine;
import dev.thalweg.benchmarks.run.Median;
import dev.thalweg.benchmarks.run.ResultFile;
import dev.thalweg.benchmarks.run.ResultOptions;
import dev.thalweg.model.learning.Preset;
import dev.thalweg.schemas.UserException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/**
 * Rate and accuracy of one pass over a CSV file, beside learners of MOA and Smile if they are
 * named.
 */
@Command(
    name = "stream",
    description =
        "One pass over a CSV file, test-then-train, each row read, mapped and learned in one thread;"
            + " beside the trainer, and learners of MOA and Smile, which are fetched for it.")
public final class StreamBenchmark implements Callable<Integer> {
  @Mixin ResultOptions results;

  @Option(
      names = "--csv",
      paramLabel = "FILE",
      required = true,
      description = "The file, gzipped or not, with a header.")
  Path csv;

  @Option(
      names = "--target",
      paramLabel = "COLUMN",
      required = true,
      description = "The column with the classes.")
  String target;

  @Option(
      names = "--preset",
      paramLabel = "NAME",
      defaultValue = "tabular",
      description = "Thalweg's learner (default: ${DEFAULT-VALUE}).")
  String preset;

  @Option(
      names = "--moa",
      paramLabel = "LEARNER",
      split = ",",
      description =
          "Learners of MOA by their names there, such as meta.AdaptiveRandomForest,"
              + "trees.HoeffdingAdaptiveTree (default: none).")
  List<String> moa = List.of();

  @Option(
      names = "--smile",
      paramLabel = "LEARNER",
      split = ",",
      description =
          "Learners of Smile: mlp-UNITS@RATE, such as mlp-64-32@0.05, or logistic@RATE (default:"
              + " none).")
  List<String> smile = List.of();

  @Option(
      names = "--from-log",
      fallbackValue = "true",
      description =
          "Also run the trainer over the same rows in a topic, exactly once, and give its rate by the"
              + " wall clock.")
  boolean fromLog;

  @Option(
      names = "--rounds",
      paramLabel = "N",
      defaultValue = "3",
      description =
          "Interleaved rounds, Thalweg's with a seed of its own each (default: ${DEFAULT-VALUE}).")
  int rounds;

  /** What the file has. */
  record Figures(String machine, String file, String target, List<Pass> passes) {}

  @Override
  public Integer call() {
    ResultFile file = results.file();
    if (rounds < 1) {
      throw new UserException("Give at least one round.");
    }
    CsvStream stream = new CsvStream(csv, target);
    if (stream.mapping().target().isNumber()) {
      throw new UserException(
          "The target %s is a number, and this compares classifiers: name a column with classes."
              .formatted(target));
    }
    List<Pass> passes = passes(new ThalwegPass(Preset.named(preset), stream), stream);
    System.out.printf("%s%n%s", Machine.here(), table(passes));
    file.write(
        new Figures(Machine.here().toString(), csv.getFileName().toString(), target, passes));
    return 0;
  }

  private List<Pass> passes(ThalwegPass thalweg, CsvStream stream) {
    List<Pass> passes = new ArrayList<>();
    Pass unused = thalweg.run(0); // classes are loaded and compiled
    try (LogPass log = fromLog ? new LogPass(Preset.named(preset), stream, csv) : null) {
      Path folder = Files.createTempDirectory("thalweg-bench");
      try {
        List<Supplier<Pass>> peers = peers(stream, folder);
        for (int round = 1; round <= rounds; round++) {
          passes.add(told(thalweg.run(round)));
          if (fromLog) {
            passes.add(told(log.run()));
          }
          peers.forEach(peer -> passes.add(told(peer.get())));
        }
      } finally {
        delete(folder);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return passes;
  }

  /** A pass of each learner of others, in a process of its own. */
  private List<Supplier<Pass>> peers(CsvStream stream, Path folder) {
    List<Supplier<Pass>> peers = new ArrayList<>();
    List<SmileLearner> ofSmile = smile.stream().map(SmileLearner::named).toList();
    if (moa.isEmpty() && ofSmile.isEmpty()) {
      return peers;
    }
    VectorFile vectors = VectorFile.write(folder, stream);
    if (!moa.isEmpty()) {
      Moa library = new Moa(vectors, folder);
      moa.forEach(learner -> peers.add(() -> library.run(learner)));
    }
    if (!ofSmile.isEmpty()) {
      Smile library = new Smile(vectors, folder);
      ofSmile.forEach(learner -> peers.add(() -> library.run(learner)));
    }
    return peers;
  }

  private static Pass told(Pass pass) {
    System.err.printf(
        Locale.ROOT,
        "%s: %.2f %% right, %,.0f rows/s%n",
        pass.learner(),
        100 * pass.accuracy(),
        pass.getRowsPerSecond());
    return pass;
  }

  private static void delete(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path path : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(path);
      }
    }
  }

  /** Medians, and how many times faster the first is. */
  static String table(List<Pass> passes) {
    Map<String, List<Pass>> byLearner =
        passes.stream()
            .collect(Collectors.groupingBy(Pass::learner, LinkedHashMap::new, Collectors.toList()));
    double first =
        Median.of(
            passes.stream()
                .filter(pass -> pass.learner().equals(passes.get(0).learner()))
                .mapToDouble(Pass::getRowsPerSecond));
    StringBuilder table =
        new StringBuilder("| learner | right | rows per second of CPU | so many times slower |\n")
            .append("|---|---|---|---|\n");
    byLearner.forEach(
        (learner, all) -> {
          double rate = Median.of(all.stream().mapToDouble(Pass::getRowsPerSecond));
          table.append(
              String.format(
                  Locale.ROOT,
                  "| %s | %.2f %% | %,.0f | %.2f |%n",
                  learner,
                  100 * Median.of(all.stream().mapToDouble(Pass::accuracy)),
                  rate,
                  first / rate));
        });
    return table.toString();
  }
}
