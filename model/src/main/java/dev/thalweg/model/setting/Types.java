package dev.thalweg.model.setting;

import dev.thalweg.model.text.Decimal;
import dev.thalweg.model.text.Range;
import dev.thalweg.model.text.Word;
import java.util.List;
import java.util.Locale;

/** Types of numbers and constants. */
public final class Types {

  /** A decimal number in [0, 1). */
  public static final Type<Double> BELOW_1 = new Decimals(Range::below1);

  /** A learning rate: more than 0. */
  public static final Type<Double> RATE = new Decimals(Range::rate);

  /** Any whole number of 64 bits. */
  public static final Type<Long> ANY_WHOLE = new Wholes(Long.MIN_VALUE, Long.MAX_VALUE);

  private Types() {}

  /** A decimal number within limits that are allowed. */
  public static Type<Double> decimal(double least, double most) {
    return new Decimals((name, value) -> Range.within(name, value, least, most));
  }

  /** A whole number within limits that are allowed. */
  public static Type<Long> whole(long least, long most) {
    return new Wholes(least, most);
  }

  /** One of some constants. */
  public static <E extends Enum<E>> Type<E> constant(E[] constants) {
    return new Constants<>(List.of(constants));
  }

  /** Checks a decimal number. */
  private interface Check {
    void check(String name, double value);
  }

  /** Decimal numbers; -0 is 0. */
  private record Decimals(Check limits) implements Type<Double> {
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
  private record Wholes(long least, long most) implements Type<Long> {
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
  private record Constants<E extends Enum<E>>(List<E> constants) implements Type<E> {
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
