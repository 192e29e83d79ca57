package dev.thalweg.producer;

import dev.thalweg.producer.source.ExampleSource;
import dev.thalweg.producer.source.LabelledExample;

/** A source for tests: 1 x 2 images whose pixels and label tell their index. */
public record Counting(long size) implements ExampleSource {
  @Override
  public String name() {
    return "counting";
  }

  @Override
  public String description() {
    return "counted images";
  }

  @Override
  public int height() {
    return 1;
  }

  @Override
  public int width() {
    return 2;
  }

  @Override
  public int classes() {
    return 10;
  }

  @Override
  public LabelledExample at(long index) {
    return new LabelledExample(new byte[] {(byte) (index >>> 8), (byte) index}, (int) (index % 10));
  }
}
