package dev.thalweg.mapping.field;

import dev.thalweg.schemas.text.Shown;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.List;

/**
 * A field's neutral value, which is read as what the mapping says it is.
 *
 * @param field its path
 */
public record FieldValue(String field, Object value) {
  /** Most characters of a text. */
  public static final int CHARS_MAX = 4_096;

  /** Whether it is absent, null, or a text of blanks. */
  public boolean isMissing() {
    return value == null || (value instanceof String text && text.isBlank());
  }

  /** The same, or it is not a number as many write it: NaN, or NA, null or ? in a text. */
  public boolean isMissingNumber() {
    return isMissing() || NumberReading.isMissing(value);
  }

  /**
   * Its number: a number, a text that is one with a dot, or 1 for true and 0 for false.
   *
   * @throws MappingException also where it is missing, or beyond float32
   */
  public double number() throws MappingException {
    if (isMissingNumber()) {
      throw missing();
    }
    double number = NumberReading.of(value);
    if (Double.isNaN(number)) {
      throw refused("which is not a number");
    }
    if (Float.isInfinite((float) number)) {
      throw refused("which is beyond the numbers of 32 bits");
    }
    return number;
  }

  /** Its number as float32; zero has no sign. */
  public float number32() throws MappingException {
    return (float) number() + 0.0f;
  }

  /**
   * Its text without blanks around it: of a number the shortest decimals, so that 1, 1.0 and "1"
   * are the same; {@code true} and {@code false}; of a time ISO 8601.
   *
   * @throws MappingException also where it is missing, or longer than {@value #CHARS_MAX}
   */
  public String text() throws MappingException {
    if (isMissing()) {
      throw missing();
    }
    String text = TextReading.of(value);
    if (text == null) {
      throw refused("which is not a text");
    }
    if (text.length() > CHARS_MAX) {
      throw new MappingException(
          field, "has more than %,d characters, which is too long".formatted(CHARS_MAX));
    }
    return text;
  }

  /** Its text, and of a text that is written unlike it the one that is meant: 1.0 is 1. */
  public String canonicalText() throws MappingException {
    return TextReading.canonical(text());
  }

  /** Its milliseconds since 1970; a time without a zone is UTC. */
  public long epochMillis() throws MappingException {
    return time().epochMillis().orElseThrow(() -> refused("which is not a moment since 1970"));
  }

  /** Its time of day in a zone. */
  public LocalTime timeOfDay(ZoneId zone) throws MappingException {
    return time().timeOfDay(zone).orElseThrow(() -> refused("which has no time of day"));
  }

  /** Its day in a zone. */
  public LocalDate date(ZoneId zone) throws MappingException {
    return time().date(zone).orElseThrow(() -> refused("which has no date"));
  }

  private TimeReading time() throws MappingException {
    if (isMissing()) {
      throw missing();
    }
    return TimeReading.of(value)
        .orElseThrow(() -> refused("which is not a time: give ISO 8601 or seconds since 1970"));
  }

  /** Its values, if it is a list. */
  public List<FieldValue> items() throws MappingException {
    if (value instanceof List<?> list) {
      return list.stream().map(item -> new FieldValue(field, item)).toList();
    }
    throw isMissing() ? missing() : refused("which is not a list");
  }

  /** That it is missing. */
  public MappingException missing() {
    return new MappingException(field, "is missing");
  }

  /** That its value can't be used; {@code why} goes on after a comma. */
  public MappingException refused(String why) {
    return new MappingException(field, "has %s, %s".formatted(shown(), why));
  }

  private String shown() {
    if (value instanceof Fields) {
      return "a record";
    }
    if (value instanceof List<?> list) {
      return "a list of %,d values".formatted(list.size());
    }
    if (value instanceof String text) {
      return "\"" + Shown.text(text, 40) + "\"";
    }
    String text = TextReading.of(value);
    if (text != null) {
      return Shown.text(text, 40);
    }
    return value instanceof Number ? "a number of very many digits" : "bytes or something else";
  }
}
