package dev.thalweg.cli.demo.csv;

import dev.thalweg.mapping.field.FieldValue;
import dev.thalweg.mapping.field.MappingException;
import dev.thalweg.mapping.file.Place;
import dev.thalweg.schemas.UserException;
import java.util.HashSet;
import java.util.Set;

/** The values that a column has which is to be learned, over all rows, in bounded memory. */
final class TargetValues {
  /** Most classes of texts: of more there are too few rows of each, or the column is a name. */
  static final int CLASSES_MAX = 256;

  /** Of the values, from where a column is one of numbers in which some are mistaken. */
  private static final double NUMBERS_SHARE = 0.9;

  private final Set<String> different = new HashSet<>();
  private long present;
  private long numbers;
  private String firstText;
  private long firstTextRow;

  /** Takes the next row's; true if it is one of the first different ones. */
  boolean add(FieldValue value, long row) {
    if (value.isMissingNumber()) {
      return false;
    }
    present++;
    try {
      String text = value.canonicalText();
      count(value, text, row);
      return different.size() <= CLASSES_MAX && different.add(text);
    } catch (MappingException e) {
      return false; // a text that is too long is none of few
    }
  }

  private void count(FieldValue value, String text, long row) {
    try {
      double unused = value.number();
      numbers++;
    } catch (MappingException e) {
      if (firstText == null) {
        firstText = text;
        firstTextRow = row;
      }
    }
  }

  /** Throws a {@link UserException} where the column can't be learned. */
  void requireLearnable(String column) {
    String target = Place.quoted(column);
    if (present == 0) {
      throw new UserException(
          "The column %s has no value in any row: give another --target.".formatted(target));
    }
    if (different.size() == 1) {
      throw new UserException(
          "The column %s has the value %s in every row that has one, so there is nothing to learn: give another --target."
              .formatted(target, Place.quoted(different.iterator().next())));
    }
    if (different.size() <= CLASSES_MAX || numbers == present) {
      return;
    }
    if (numbers >= NUMBERS_SHARE * present) {
      throw new UserException(
          "The column %s has numbers, but %s in row %,d: mend or empty what is no number, or give another --target."
              .formatted(target, Place.quoted(firstText), firstTextRow + 1));
    }
    throw new UserException(
        "The column %s has more than %d different texts, which are no classes: give another --target."
            .formatted(target, CLASSES_MAX));
  }
}
