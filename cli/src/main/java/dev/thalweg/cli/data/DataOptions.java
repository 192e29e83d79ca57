package dev.thalweg.cli.data;

import dev.thalweg.producer.SampleOrder;
import dev.thalweg.producer.drift.DriftSchedule;
import dev.thalweg.producer.source.ExampleSource;
import java.util.List;
import java.util.OptionalLong;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** A stream of examples: where they come from, how fast, and how many. */
public final class DataOptions {
  /** As many as MNIST has. */
  private static final long ENDLESS_SAMPLES = 60_000;

  @Mixin SourceOptions source;

  @Option(
      names = "--samples",
      paramLabel = "N",
      description =
          "How many in all (default: the source's size times --epochs; 60,000 generated ones).")
  Long samples;

  @Option(
      names = "--epochs",
      paramLabel = "N",
      description =
          "Passes over the source. Samples come in its own order first and reshuffled on"
              + " later passes; examples are always shuffled (default: ${DEFAULT-VALUE}).")
  int epochs = SampleOrder.EPOCHS_DEFAULT;

  @Option(
      names = "--drift",
      paramLabel = "SPEC",
      split = ",",
      description =
          "Change the stream from record N on, or between records N and M: permute-labels@N,"
              + " rotate:DEGREES@N, invert@N (both of pictures), noise:SHARE@N..M (of wrong"
              + " labels), one-class:LABEL@N..M, gradual-rotate:DEGREES@N..M. Repeatable: each"
              + " applies to what those before it made.")
  List<String> drift;

  /** The drift that was asked for, in a pipeline of so many classes. */
  public DriftSchedule drift(int classes) {
    return DriftSchedule.of(drift == null ? List.of() : drift, classes, source.dataSeed);
  }

  /** The order in which a source is streamed, as long as the options say. */
  public SampleOrder order(ExampleSource source) {
    long max = ExampleSource.ENDLESS;
    if (samples != null) {
      max = samples;
    } else if (source.size() == ExampleSource.ENDLESS) {
      max = ENDLESS_SAMPLES;
    }
    return SampleOrder.of(source, epochs, max, this.source.dataSeed);
  }

  /** How many in all, where that was said. */
  public OptionalLong samples() {
    return samples == null ? OptionalLong.empty() : OptionalLong.of(samples);
  }

  /** Where the examples come from. */
  public SourceOptions source() {
    return source;
  }
}
