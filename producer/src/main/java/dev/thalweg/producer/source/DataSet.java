package dev.thalweg.producer.source;

import dev.thalweg.schemas.ExampleFormat;
import dev.thalweg.schemas.UserException;
import java.util.List;

/**
 * What a pipeline learns from and what it is measured with; both halves have one format.
 *
 * @param notes sentences for people on how it came to this choice, such as why a download failed;
 *     empty when there is nothing to say
 */
public record DataSet(ExampleSource train, ExampleSource test, List<String> notes) {
  public DataSet {
    notes = List.copyOf(notes);
    if (!train.format().equals(test.format())) {
      throw new UserException(
          "The %s are %s and the %s are %s: give files that belong together."
              .formatted(train.description(), train.format(), test.description(), test.format()));
    }
  }

  /** One of its halves. */
  public ExampleSource split(Split split) {
    return split == Split.TRAIN ? train : test;
  }

  /** The shape and datatype of all examples. */
  public ExampleFormat format() {
    return train.format();
  }

  /** One more than the largest label of either half; at least 2, for one class is no choice. */
  public int classes() {
    return Math.max(2, Math.max(train.classes(), test.classes()));
  }

  /** Checks both halves, as {@link ExampleSource#requireFormat}. */
  public void requireFormat(ExampleFormat format) {
    train.requireFormat(format);
  }

  /** Checks both halves, as {@link ExampleSource#requireClasses}. */
  public void requireClasses(int classes) {
    train.requireClasses(classes);
    test.requireClasses(classes);
  }
}
