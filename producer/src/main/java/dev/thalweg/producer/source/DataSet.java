package dev.thalweg.producer.source;

import java.util.List;

/**
 * What a pipeline learns from and what it is measured with.
 *
 * @param notes sentences for people on how it came to this choice, such as why a download failed;
 *     empty when there is nothing to say
 */
public record DataSet(ExampleSource train, ExampleSource test, List<String> notes) {
  public DataSet {
    notes = List.copyOf(notes);
  }

  /** One of its halves. */
  public ExampleSource split(Split split) {
    return split == Split.TRAIN ? train : test;
  }

  /** Checks both halves, as {@link ExampleSource#requireShape}. */
  public void requireShape(int height, int width) {
    train.requireShape(height, width);
    test.requireShape(height, width);
  }

  /** Checks both halves, as {@link ExampleSource#requireClasses}. */
  public void requireClasses(int classes) {
    train.requireClasses(classes);
    test.requireClasses(classes);
  }
}
