package dev.thalweg.benchmarks.run;

import dev.thalweg.producer.source.ExampleSource;
import dev.thalweg.producer.source.LabelledExample;
import java.util.List;
import java.util.stream.LongStream;

/**
 * The first images of a source, ready in memory, so that neither drawing nor copying them is
 * measured. As many as MNIST has, 60,000 of 28x28, take 48 MB.
 */
public final class ExamplesInMemory implements ExampleSource {
  private final ExampleSource source;
  private final List<LabelledExample> images;

  public ExamplesInMemory(ExampleSource source, long imagesMax) {
    this.source = source;
    images = LongStream.range(0, Math.min(source.size(), imagesMax)).mapToObj(source::at).toList();
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
  public int height() {
    return source.height();
  }

  @Override
  public int width() {
    return source.width();
  }

  @Override
  public int classes() {
    return source.classes();
  }

  @Override
  public long size() {
    return images.size();
  }

  @Override
  public LabelledExample at(long index) {
    return images.get(Math.toIntExact(index));
  }
}
