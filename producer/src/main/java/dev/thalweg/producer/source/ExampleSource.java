package dev.thalweg.producer.source;

import dev.thalweg.schemas.ExampleFormat;
import dev.thalweg.schemas.UserException;

/** Labelled examples of one format, in a fixed order, each to be had by its index at any time. */
public interface ExampleSource {
  /** The size of an endless source. */
  long ENDLESS = Long.MAX_VALUE;

  /** A short name for ids and records, such as {@code mnist}, {@code idx} or {@code digits}. */
  String name();

  /** What people are shown, such as "MNIST training images from DIR (SHA-256 verified)". */
  String description();

  /** The shape and datatype of every example. */
  ExampleFormat format();

  /** One more than the largest label that the source has. */
  int classes();

  /** The number of examples, or {@link #ENDLESS}. */
  long size();

  /**
   * The example at an index: always the same for the same index. Safe for many threads.
   *
   * @throws IndexOutOfBoundsException unless 0 <= index < size()
   */
  LabelledExample at(long index);

  /** Throws a {@link UserException} unless the examples have this format. */
  default void requireFormat(ExampleFormat format) {
    if (!format().equals(format)) {
      throw new UserException(
          "The %s are %s, but the pipeline's examples are %s: give --shape %s --datatype %s."
              .formatted(
                  description(), format(), format, format().shapeText(), format().datatype()));
    }
  }

  /** Throws a {@link UserException} when a label is not below this number of classes. */
  default void requireClasses(int classes) {
    if (classes() > classes) {
      throw new UserException(
          "The %s have labels up to %d, but the pipeline has %d classes (0 to %d): give --classes %d."
              .formatted(description(), classes() - 1, classes, classes - 1, classes()));
    }
  }
}
