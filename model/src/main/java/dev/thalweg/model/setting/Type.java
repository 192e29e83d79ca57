package dev.thalweg.model.setting;

import dev.thalweg.model.text.Decimal;
import dev.thalweg.model.text.Range;
import dev.thalweg.model.text.Word;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * How values are written, read and limited. A value's text is canonical: equal values, one text.
 * What a setting's map, flags and differences are follows from its type: {@link Kinds} brings the
 * settings of each kind along.
 */
public interface Type<T> {

  /** A decimal number in [0, 1). */
  Type<Double> BELOW_1 = new Decimals(Range::below1);

  /** A learning rate: more than 0. */
  Type<Double> RATE = new Decimals(Range::rate);

  /** Any whole number of 64 bits. */
  Type<Long> ANY_WHOLE = new Wholes(Long.MIN_VALUE, Long.MAX_VALUE);

  /** What stands for a value in the help of a command, such as {@code N}. */
  String placeholder();

  /** The values as a sentence lists them; empty where there are too many. */
  default String choices() {
    return "";
  }

  /** The canonical text of a value. */
  String text(T value);

  /**
   * Reads a value from a text that need not be canonical, without checking its limits.
   *
   * @param name what the sentence begins with
   * @throws IllegalArgumentException with one sentence if it can't be read
   */
  T parse(String name, String text);

  /**
   * Checks a value's limits.
   *
   * @throws IllegalArgumentException with one sentence that begins with the name
   */
  void check(String name, T value);

  /** Settings that a value may bring along, each key once. */
  default List<Setting<?>> parts() {
    return List.of();
  }

  /** Writes a value's texts by key. */
  default void write(Setting<T> setting, T value, Map<String, String> map) {
    map.put(setting.key(), text(value));
  }

  /**
   * Reads a value from the texts that {@link #write} wrote.
   *
   * @throws IllegalArgumentException with one sentence if it can't be read, or is out of its limits
   */
  default T read(Setting<T> setting, Map<String, String> map) {
    return setting.parse(Kinds.required(setting, map));
  }

  /**
   * Another value.
   *
   * @param given what is to differ from the base, by key
   * @throws IllegalArgumentException with one sentence if that is not possible
   */
  default T change(Setting<T> setting, T base, Map<String, String> given) {
    String text = given.get(setting.key());
    return text == null ? base : setting.parse(text);
  }

  /** Puts in what makes {@link #change} come from the base to the value that is wanted. */
  default void difference(Setting<T> setting, T base, T wanted, Map<String, String> given) {
    if (!base.equals(wanted)) {
      given.put(setting.key(), text(wanted));
    }
  }

  /** A decimal number within limits that are allowed. */
  static Type<Double> decimal(double least, double most) {
    return new Decimals((name, value) -> Range.within(name, value, least, most));
  }

  /** A whole number within limits that are allowed. */
  static Type<Long> whole(long least, long most) {
    return new Wholes(least, most);
  }

  /** One of some constants. */
  static <E extends Enum<E>> Type<E> constant(E[] constants) {
    return new Constants<>(List.of(constants));
  }

  /** Checks a decimal number. */
  interface Check {
    void check(String name, double value);
  }

  /** Decimal numbers; -0 is 0. */
  record Decimals(Check limits) implements Type<Double> {
    @Override
    public String placeholder() {
      return "X";
    }

    @Override
    public String text(Double value) {
      return Decimal.text(value);
    }

    @Override
    public Double parse(String name, String text) {
      return Decimal.parse(name, text) + 0.0;
    }

    @Override
    public void check(String name, Double value) {
      limits.check(name, value);
    }
  }

  /** Whole numbers. */
  record Wholes(long least, long most) implements Type<Long> {
    @Override
    public String placeholder() {
      return "N";
    }

    @Override
    public String text(Long value) {
      return Long.toString(value);
    }

    @Override
    public Long parse(String name, String text) {
      try {
        return Long.parseLong(text);
      } catch (NumberFormatException e) {
        throw new IllegalArgumentException(
            "The %s is \"%s\"; it must be a whole number from %d to %d."
                .formatted(name, Decimal.excerpt(text), least, most),
            e);
      }
    }

    @Override
    public void check(String name, Long value) {
      Range.within(name, value, least, most);
    }
  }

  /** Constants, by their names in lower case. */
  record Constants<E extends Enum<E>>(List<E> constants) implements Type<E> {
    @Override
    public String placeholder() {
      return "NAME";
    }

    @Override
    public String text(E value) {
      return Word.name(value);
    }

    @Override
    public E parse(String name, String text) {
      String wanted = text.toLowerCase(Locale.ROOT).replace('-', '_');
      for (E constant : constants) {
        if (text(constant).equals(wanted)) {
          return constant;
        }
      }
      throw new IllegalArgumentException(
          "The %s is \"%s\"; it must be %s.".formatted(name, Decimal.excerpt(text), choices()));
    }

    @Override
    public String choices() {
      return Kinds.or(constants.stream().map(this::text).toList());
    }

    @Override
    public void check(String name, E value) {}
  }
}
