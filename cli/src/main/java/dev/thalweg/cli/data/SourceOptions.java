package dev.thalweg.cli.data;

import dev.thalweg.producer.SampleOrder;
import dev.thalweg.producer.StreamConfig;
import dev.thalweg.producer.source.DataLocator;
import dev.thalweg.producer.source.DataSet;
import dev.thalweg.producer.source.SourceKind;
import dev.thalweg.schemas.UserException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import picocli.CommandLine.Option;

/** Where the examples come from, and how fast. */
public final class SourceOptions {
  private static final Pattern RATE = Pattern.compile("max|[1-9]\\d{0,8}");

  @Option(
      names = "--source",
      paramLabel = "NAME",
      description =
          "mnist, else generated digits, and it says so; idx: any data set in IDX files, in --data;"
              + " or digits: generated ones (default: ${DEFAULT-VALUE}).")
  SourceKind source = SourceKind.MNIST;

  @Option(
      names = "--data",
      paramLabel = "DIR",
      description =
          "The folder of the IDX files; else the cache, else a download, else generated digits.")
  Path data;

  @Option(
      names = "--transpose",
      fallbackValue = "true",
      description =
          "Exchange the rows and columns of each example in --data: EMNIST's are stored so.")
  boolean transpose;

  @Option(
      names = "--rate",
      paramLabel = "N|max",
      description = "Samples per second, or max (default: ${DEFAULT-VALUE}).")
  String rate = Long.toString(StreamConfig.PER_SECOND_DEFAULT);

  @Option(
      names = "--data-seed",
      paramLabel = "N",
      description = "The seed for generated digits and for shuffling (default: ${DEFAULT-VALUE}).")
  long dataSeed = SampleOrder.SEED_DEFAULT;

  /** Finds the data; what it did is told to the listener. */
  public DataSet locate(Consumer<String> told) {
    DataSet found =
        DataLocator.standard(dataSeed, told).find(source, Optional.ofNullable(data), transpose);
    found.notes().forEach(told);
    return found;
  }

  /** Samples per second; infinite for max. */
  public double ratePerSecond() {
    if (!RATE.matcher(rate).matches()) {
      throw new UserException(
          "\"%s\" is not a rate: give --rate N in samples per second, or --rate max."
              .formatted(rate));
    }
    return rate.equals("max") ? Double.POSITIVE_INFINITY : Double.parseDouble(rate);
  }

  /** The seed of generated digits and of reshuffles. */
  public long dataSeed() {
    return dataSeed;
  }
}
