package dev.thalweg.mapping.draft;

import dev.thalweg.mapping.field.FieldType;
import dev.thalweg.mapping.field.FieldValue;
import dev.thalweg.mapping.field.Fields;
import dev.thalweg.mapping.field.MappingException;
import java.time.ZoneOffset;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** What the first records have in one field. */
final class Column {
  /** Most characters of a text that is one of some, rather than prose. */
  private static final int CHARS_MAX = 200;

  private final String path;
  private final int rows;
  private final Set<FieldType> types = EnumSet.noneOf(FieldType.class);
  private final Set<String> texts = new HashSet<>();
  private final Set<Integer> lengths = new HashSet<>();
  private int present;
  private int numbers;
  private int spelledMissing;
  private int wholes;
  private double smallest = Double.POSITIVE_INFINITY;
  private double largest = Double.NEGATIVE_INFINITY;
  private boolean hasTimesOfDay = true;
  private boolean hasDates = true;
  private boolean isReadable = true;

  private Column(String path, int rows) {
    this.path = path;
    this.rows = rows;
  }

  static Column of(String path, List<? extends Fields> rows) {
    Column column = new Column(path, rows.size());
    rows.forEach(row -> column.add(row.at(path)));
    return column;
  }

  private void add(FieldValue value) {
    if (value.isMissing()) {
      return;
    }
    present++;
    types.add(FieldType.ofValue(value.value()));
    if (value.value() instanceof List<?> list) {
      lengths.add(list.size());
      return;
    }
    addText(value);
    addNumber(value);
    hasTimesOfDay &= isRead(() -> value.timeOfDay(ZoneOffset.UTC));
    hasDates &= isRead(() -> value.date(ZoneOffset.UTC));
  }

  private void addText(FieldValue value) {
    try {
      String text = value.canonicalText();
      texts.add(text);
      isReadable &= text.length() <= CHARS_MAX;
    } catch (MappingException e) {
      isReadable = false;
    }
  }

  private void addNumber(FieldValue value) {
    if (value.isMissingNumber()) {
      spelledMissing++;
      return;
    }
    try {
      double number = value.number();
      numbers++;
      wholes += number == Math.rint(number) ? 1 : 0;
      smallest = Math.min(smallest, number);
      largest = Math.max(largest, number);
    } catch (MappingException e) {
      // Then it is no column of numbers.
    }
  }

  /** A reading that may fail. */
  private interface Reading {
    Object read() throws MappingException;
  }

  private static boolean isRead(Reading reading) {
    try {
      reading.read();
      return true;
    } catch (MappingException e) {
      return false;
    }
  }

  String path() {
    return path;
  }

  /** The values that are not missing. */
  int present() {
    return present;
  }

  /** All kinds of values that were seen. */
  Set<FieldType> types() {
    return types;
  }

  /** Whether each value is a short text, or can be written as one. */
  boolean isReadable() {
    return isReadable;
  }

  /** Each different value as text. */
  Set<String> texts() {
    return texts;
  }

  /** Whether true or false is among them, as a boolean or as a text. */
  boolean hasBooleans() {
    return texts.contains("true") || texts.contains("false");
  }

  /** Whether every value is a number, or says that it is missing. */
  boolean isNumber() {
    return numbers > 0 && numbers + spelledMissing == present;
  }

  /** The same but for very few values. */
  boolean isNearlyNumber() {
    return numbers > 0 && (numbers + spelledMissing) * 100L >= present * 99L;
  }

  /** Values that are neither numbers nor say that they are missing. */
  int notNumbers() {
    return present - numbers - spelledMissing;
  }

  boolean isWhole() {
    return isNumber() && wholes == numbers;
  }

  boolean isBetween(double min, double max) {
    return isNumber() && smallest >= min && largest <= max;
  }

  /** Whether of all rows more than one in a hundred has no number, or no array. */
  boolean isOftenMissing() {
    int found = types.contains(FieldType.NUMBERS) ? present : numbers;
    return (rows - found) * 100 > rows;
  }

  boolean hasTimesOfDay() {
    return present > 0 && hasTimesOfDay;
  }

  boolean hasDates() {
    return present > 0 && hasDates;
  }

  /** The arrays' one length; 0 if they have several. */
  int length() {
    return lengths.size() == 1 ? lengths.iterator().next() : 0;
  }
}
