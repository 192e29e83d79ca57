package dev.thalweg.model.text;

import java.util.List;
import java.util.Locale;
import java.util.SortedMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * One word of the text of a network: a name, and arguments in parentheses where there are any, such
 * as {@code dense(128,relu,dropout=0.2)}.
 *
 * @param text the whole word
 * @param arguments as they stand, {@code dropout=0.2} among them
 */
public record Word(String text, String name, List<String> arguments) {

  private static final Pattern FORM = Pattern.compile("([a-z][a-z0-9_]{0,31})(?:\\(([^()]*)\\))?");
  private static final Pattern WHOLE = Pattern.compile("[1-9][0-9]{0,8}");
  private static final Pattern SIDES = Pattern.compile("[1-9][0-9]{0,8}x[1-9][0-9]{0,8}");

  /** Reads one kind of things from its word. */
  public interface Reader<T> {
    T read(Word word);
  }

  public Word {
    arguments = List.copyOf(arguments);
  }

  /**
   * Takes a word apart.
   *
   * @throws IllegalArgumentException with one sentence if it is not of that form
   */
  public static Word parse(String text) {
    Matcher form = FORM.matcher(text);
    if (!form.matches()) {
      throw unreadable(text, "a word is a name, or one with arguments like dense(128,relu)");
    }
    String inside = form.group(2);
    return new Word(
        text, form.group(1), inside == null ? List.of() : List.of(inside.split(",", -1)));
  }

  /** Refuses the word unless it has so many arguments. */
  public Word having(int least, int most, String example) {
    if (arguments.size() < least || arguments.size() > most) {
      throw unreadable("it is written like " + example);
    }
    return this;
  }

  /** The argument at an index as a whole number of at least 1 and at most 9 digits. */
  public int whole(int index) {
    String argument = arguments.get(index);
    if (!WHOLE.matcher(argument).matches()) {
      throw unreadable("\"%s\" is no whole number".formatted(Decimal.excerpt(argument)));
    }
    return Integer.parseInt(argument);
  }

  /** The argument at an index as a height and a width, written like {@code 3x3}. */
  public List<Integer> sides(int index) {
    String argument = arguments.get(index);
    if (!SIDES.matcher(argument).matches()) {
      throw unreadable(
          "\"%s\" is no height and width like 3x3".formatted(Decimal.excerpt(argument)));
    }
    return Stream.of(argument.split("x", -1)).map(Integer::valueOf).toList();
  }

  /** The number of an argument {@code name=number}. */
  public double decimal(int index, String name) {
    String argument = arguments.get(index);
    if (!argument.startsWith(name + "=")) {
      throw unreadable("\"%s\" should begin with %s=".formatted(Decimal.excerpt(argument), name));
    }
    return Decimal.parse(name, argument.substring(name.length() + 1));
  }

  /** The constant that an argument names. */
  public <E extends Enum<E>> E constant(int index, E[] constants) {
    String argument = arguments.get(index);
    for (E constant : constants) {
      if (name(constant).equals(argument)) {
        return constant;
      }
    }
    throw unreadable(
        "\"%s\" is not one of %s"
            .formatted(
                Decimal.excerpt(argument),
                Stream.of(constants).map(Word::name).collect(Collectors.joining(", "))));
  }

  /** The lower-case name of a constant, in every locale. */
  public static String name(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT);
  }

  /** That this word cannot be read, and why. */
  public IllegalArgumentException unreadable(String why) {
    return unreadable(text, why);
  }

  /** That a part of the text cannot be read, and why. */
  public static IllegalArgumentException unreadable(String part, String why) {
    return new IllegalArgumentException(
        "The architecture has \"%s\", which cannot be read: %s."
            .formatted(Decimal.excerpt(part), why));
  }

  /** Has it read by the reader of its name. */
  public <T> T by(SortedMap<String, Reader<T>> readers, String noun) {
    Reader<T> reader = readers.get(name);
    if (reader == null) {
      throw unreadable("%s is one of %s".formatted(noun, String.join(", ", readers.keySet())));
    }
    return reader.read(this);
  }
}
