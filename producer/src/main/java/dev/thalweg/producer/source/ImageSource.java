package dev.thalweg.producer.source;

import dev.thalweg.schemas.UserException;

/** Labelled images of one size, in a fixed order, each to be had by its index at any time. */
public interface ImageSource {
  /** The size of an endless source. */
  long ENDLESS = Long.MAX_VALUE;

  /** A short name for ids and records, such as {@code mnist}, {@code idx} or {@code digits}. */
  String name();

  /** What people are shown, such as "MNIST training images from DIR (SHA-256 verified)". */
  String description();

  /** Rows of every image, in pixels. */
  int height();

  /** Columns of every image, in pixels. */
  int width();

  /** One more than the largest label that the source has. */
  int classes();

  /** The number of images, or {@link #ENDLESS}. */
  long size();

  /**
   * The image at an index: always the same for the same index. Safe for many threads.
   *
   * @throws IndexOutOfBoundsException unless 0 <= index < size()
   */
  LabelledImage at(long index);

  /** Throws a {@link UserException} unless the images have this height and width. */
  default void requireShape(int height, int width) {
    if (height() != height || width() != width) {
      throw new UserException(
          "The images of %s are %dx%d, but the pipeline's are %dx%d: give --shape %dx%d."
              .formatted(description(), height(), width(), height, width, height(), width()));
    }
  }

  /** Throws a {@link UserException} when a label is not below this number of classes. */
  default void requireClasses(int classes) {
    if (classes() > classes) {
      throw new UserException(
          "%s have labels up to %d, but the pipeline has %d classes (0 to %d): give --classes %d."
              .formatted(description(), classes() - 1, classes, classes - 1, classes()));
    }
  }
}
