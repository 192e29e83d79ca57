package dev.thalweg.producer;

import dev.thalweg.producer.source.ImageSource;
import dev.thalweg.producer.source.LabelledImage;

/** A source for tests: 1 x 2 images whose pixels and label tell their index. */
public record Counting(long size) implements ImageSource {
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
  public LabelledImage at(long index) {
    return new LabelledImage(new byte[] {(byte) (index >>> 8), (byte) index}, (int) (index % 10));
  }
}
