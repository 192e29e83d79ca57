package dev.thalweg.cli;

import dev.thalweg.producer.source.ExampleSource;
import dev.thalweg.producer.source.LabelledExample;

/** A source of which only the size matters. */
public record Images(String name, long size) implements ExampleSource {
  @Override
  public String description() {
    return name;
  }

  @Override
  public int height() {
    return 28;
  }

  @Override
  public int width() {
    return 28;
  }

  @Override
  public int classes() {
    return 10;
  }

  @Override
  public LabelledExample at(long index) {
    throw new UnsupportedOperationException("nobody looks at the images");
  }
}
