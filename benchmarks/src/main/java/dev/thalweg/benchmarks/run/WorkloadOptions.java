package dev.thalweg.benchmarks.run;

import dev.thalweg.model.learning.Preset;
import dev.thalweg.producer.ExampleStream;
import dev.thalweg.producer.SampleOrder;
import dev.thalweg.producer.source.DataLocator;
import dev.thalweg.producer.source.DataSet;
import dev.thalweg.producer.source.ExampleSource;
import dev.thalweg.producer.source.SourceKind;
import dev.thalweg.producer.source.Split;
import dev.thalweg.schemas.UserException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Option;

/** Which images are learned. */
public final class WorkloadOptions {
  private static final long SEED = 1;

  /** As many as MNIST has. */
  private static final long IMAGES_MAX = 60_000;

  @Option(
      names = "--data",
      paramLabel = "DIR",
      description = "The folder of MNIST's four files (default: generated digits).")
  Path data;

  /** The images, ready in memory. */
  public ExampleSource images() {
    return new ExamplesInMemory(dataSet().train(), IMAGES_MAX);
  }

  /** What is learned, and what the result is tested with. */
  public DataSet dataSet() {
    return DataLocator.standard(SEED, System.err::println)
        .find(data == null ? SourceKind.DIGITS : SourceKind.MNIST, Optional.ofNullable(data));
  }

  /** The options by which {@code thalweg produce} sends the same images. */
  public List<String> ofProduce() {
    return data == null
        ? List.of("--source", "digits")
        : List.of("--source", "mnist", "--data", data.toString());
  }

  /** A stream of whole minibatches over the images, with at most so many samples. */
  public static Workload workload(ExampleSource images, Preset preset, long samples) {
    int batch = preset.hyperparameters().batchSize();
    long whole = samples / batch * batch;
    if (whole < 1) {
      throw new UserException("Give at least %d samples: one minibatch.".formatted(batch));
    }
    return new Workload(preset, stream(images, whole), whole);
  }

  /** The images epoch after epoch, the first in their own order, the others reshuffled. */
  public static ExampleStream stream(ExampleSource images, long samples) {
    return ExampleStream.of(
        images,
        Split.TRAIN,
        new SampleOrder(images.size(), samples, SampleOrder.Shuffle.LATER_EPOCHS, SEED));
  }
}
