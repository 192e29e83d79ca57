package dev.thalweg.monitor.watch;

import dev.thalweg.schemas.PipelineTopic;
import dev.thalweg.schemas.UserException;
import dev.thalweg.topics.PointInTime;
import dev.thalweg.topics.TopicRecord;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneId;
import java.util.Locale;
import java.util.function.IntPredicate;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A condition on one field of a record: {@code FIELD=VALUE}, or with {@code != < <= > >=}, or
 * {@code ~} for a text that contains the value. The fields are those of {@code --json}. A record
 * that can't be read, or that has no value there, meets no condition but {@code !=}.
 */
final class RecordFilter implements Predicate<TopicRecord> {
  private static final Pattern CONDITION =
      Pattern.compile("([A-Za-z0-9]+)(!=|<=|>=|=|<|>|~)(.*)", Pattern.DOTALL);

  private final RecordField field;
  private final Predicate<Object> condition;
  private final boolean isNegative;

  private RecordFilter(RecordField field, Predicate<Object> condition, boolean isNegative) {
    this.field = field;
    this.condition = condition;
    this.isNegative = isNegative;
  }

  /**
   * Reads one condition on the records of a topic.
   *
   * @throws UserException when it is not a filter, the topic has no such field, or the field can't
   *     have that value
   */
  static RecordFilter parse(PipelineTopic topic, String text, InstantSource clock, ZoneId zone) {
    Matcher parts = CONDITION.matcher(text);
    if (!parts.matches()) {
      throw new UserException(
          "\"%s\" is not a filter: give FIELD=VALUE, or !=, <, <=, >, >= or ~ in place of =."
              .formatted(text));
    }
    RecordField field = RecordField.of(topic, parts.group(1));
    String operator = parts.group(2);
    requireFits(field, operator);
    boolean isNegative = operator.equals("!=");
    Object value = value(field, parts.group(3), clock, zone);
    return new RecordFilter(
        field, condition(field, isNegative ? "=" : operator, value), isNegative);
  }

  private static void requireFits(RecordField field, String operator) {
    boolean isOrder = operator.startsWith("<") || operator.startsWith(">");
    boolean hasOrder =
        field.kind() == RecordField.Kind.NUMBER || field.kind() == RecordField.Kind.TIME;
    boolean isPart = operator.equals("~");
    if ((isOrder && !hasOrder) || (isPart && field.kind() != RecordField.Kind.TEXT)) {
      throw new UserException(
          "%s is not a %s, so \"%s\" does not apply to it: give %s=VALUE or %s!=VALUE."
              .formatted(
                  field.name(),
                  isPart ? "text" : "number or time",
                  operator,
                  field.name(),
                  field.name()));
    }
  }

  /** The condition's own value, of the kind that the field holds. */
  private static Object value(RecordField field, String text, InstantSource clock, ZoneId zone) {
    return switch (field.kind()) {
      case NUMBER -> number(field, text);
      case TIME -> PointInTime.parse(text, clock, zone);
      case SYMBOL -> symbol(field, text);
      case TEXT -> text;
    };
  }

  private static BigDecimal number(RecordField field, String text) {
    try {
      return new BigDecimal(text);
    } catch (NumberFormatException e) {
      throw new UserException(
          "%s is a number, and \"%s\" is not.".formatted(field.name(), text), e);
    }
  }

  private static String symbol(RecordField field, String text) {
    String symbol = text.toUpperCase(Locale.ROOT).replace('-', '_');
    if (!field.symbols().contains(symbol)) {
      throw new UserException(
          "%s is never \"%s\", but one of %s."
              .formatted(field.name(), text, String.join(", ", field.symbols())));
    }
    return symbol;
  }

  private static Predicate<Object> condition(RecordField field, String operator, Object value) {
    if (operator.equals("~")) {
      String part = value.toString().toLowerCase(Locale.ROOT);
      return found -> found.toString().toLowerCase(Locale.ROOT).contains(part);
    }
    if (field.kind() == RecordField.Kind.SYMBOL) {
      return found -> found.toString().equalsIgnoreCase(value.toString());
    }
    IntPredicate order =
        switch (operator) {
          case "<" -> sign -> sign < 0;
          case "<=" -> sign -> sign <= 0;
          case ">" -> sign -> sign > 0;
          case ">=" -> sign -> sign >= 0;
          default -> sign -> sign == 0;
        };
    return found -> order.test(compare(found, value));
  }

  private static int compare(Object found, Object value) {
    if (value instanceof BigDecimal number) {
      return new BigDecimal(found.toString()).compareTo(number);
    }
    if (value instanceof Instant at) {
      return ((Instant) found).compareTo(at);
    }
    return found.toString().compareTo(value.toString());
  }

  @Override
  public boolean test(TopicRecord record) {
    return field.in(record).map(found -> condition.test(found) != isNegative).orElse(isNegative);
  }
}
