package dev.thalweg.cli;

import dev.thalweg.producer.source.ImageSource;
import dev.thalweg.producer.source.LabelledImage;

/** A source of which only the size matters. */
public record Images(String name, long size) implements ImageSource {
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
  public LabelledImage at(long index) {
    throw new UnsupportedOperationException("nobody looks at the images");
  }
}
