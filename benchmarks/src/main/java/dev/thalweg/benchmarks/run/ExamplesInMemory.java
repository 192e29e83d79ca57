package dev.thalweg.benchmarks.run;

import dev.thalweg.producer.source.ExampleSource;
import dev.thalweg.producer.source.LabelledExample;
import dev.thalweg.schemas.ExampleFormat;
import java.util.List;
import java.util.stream.LongStream;

/**
 * The first examples of a source, ready in memory, so that neither drawing nor copying them is
 * measured. As many as MNIST has, 60,000 of 28x28, take 48 MB.
 */
public final class ExamplesInMemory implements ExampleSource {
  private final ExampleSource source;
  private final List<LabelledExample> examples;

  public ExamplesInMemory(ExampleSource source, long examplesMax) {
    this.source = source;
    examples =
        LongStream.range(0, Math.min(source.size(), examplesMax)).mapToObj(source::at).toList();
  }

  @Override
  public String name() {
    return source.name();
  }

  @Override
  public String description() {
    return "%,d %s".formatted(size(), source.description());
  }

  @Override
  public ExampleFormat format() {
    return source.format();
  }

  @Override
  public int classes() {
    return source.classes();
  }

  @Override
  public long size() {
    return examples.size();
  }

  @Override
  public LabelledExample at(long index) {
    return examples.get(Math.toIntExact(index));
  }
}
