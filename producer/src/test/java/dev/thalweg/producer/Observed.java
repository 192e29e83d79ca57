package dev.thalweg.producer;

import dev.thalweg.producer.source.ExampleSource;
import dev.thalweg.producer.source.LabelledExample;
import dev.thalweg.schemas.ExampleFormat;
import java.util.function.LongConsumer;

/** A {@link Counting} source that tells which index is about to be read. */
record Observed(long size, LongConsumer observer) implements ExampleSource {
  private Counting counting() {
    return new Counting(size);
  }

  @Override
  public String name() {
    return counting().name();
  }

  @Override
  public String description() {
    return counting().description();
  }

  @Override
  public ExampleFormat format() {
    return counting().format();
  }

  @Override
  public int classes() {
    return counting().classes();
  }

  @Override
  public LabelledExample at(long index) {
    observer.accept(index);
    return counting().at(index);
  }
}
