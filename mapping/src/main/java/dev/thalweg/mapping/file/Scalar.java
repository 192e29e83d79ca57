package dev.thalweg.mapping.file;

import static dev.thalweg.mapping.file.Place.quoted;

import java.util.regex.Pattern;

/**
 * One text. YAML's types do not matter: what wants a number reads the text as one, so that the
 * class {@code no}, {@code 1.10} or {@code 0x10} stays what it looks like.
 *
 * @param text as it stands; empty for null
 */
record Scalar(Place place, String text) implements YamlNode {
  private static final int CHARS_MAX = 1_024;

  private static final Pattern NUMBER =
      Pattern.compile("[-+]?(\\d{1,400}(\\.\\d{0,400})?|\\.\\d{1,400})([eE][-+]?\\d{1,4})?");

  @Override
  public String kind() {
    return text.isEmpty() ? "empty" : quoted(text);
  }

  @Override
  public String text() {
    if (text.isBlank()) {
      throw place.keyMistake("is empty: give a value, or leave the key out");
    }
    if (text.length() > CHARS_MAX) {
      throw place.keyMistake(
          "has a text of %,d characters: give at most %,d".formatted(text.length(), CHARS_MAX));
    }
    return text;
  }

  @Override
  public float number32(String remedy) {
    float number = NUMBER.matcher(text).matches() ? Float.parseFloat(text) : Float.NaN;
    return Float.isFinite(number) ? number : YamlNode.super.number32(remedy);
  }

  @Override
  public int integer(int min, int max) {
    boolean digits = text.matches("-?\\d{1,9}");
    int number = digits ? Integer.parseInt(text) : 0;
    return digits && number >= min && number <= max ? number : YamlNode.super.integer(min, max);
  }

  @Override
  public boolean flag() {
    return switch (text) {
      case "true" -> true;
      case "false" -> false;
      default -> YamlNode.super.flag();
    };
  }
}
