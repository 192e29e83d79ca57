package dev.thalweg.producer.drift;

import dev.thalweg.schemas.UserException;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One change in what a stream shows, and when: {@code rotate:30@30000}, {@code
 * noise:0.2@30000..33000}.
 *
 * @param spec as it was given
 * @param value degrees, share or label, by the kind; 0 where the kind has none
 * @param from index in the stream of the first record that it changes
 * @param until index of the first record that it no longer changes; of a {@link
 *     Kind#GRADUAL_ROTATE} the first that is turned by the whole angle, as are all after it
 */
public record Drift(String spec, Kind kind, double value, long from, long until) {
  private static final Pattern SPEC =
      Pattern.compile("([a-z-]+)(?::([^@]*))?@(\\d{1,18})(?:\\.\\.(\\d{1,18}))?");
  private static final Pattern NUMBER = Pattern.compile("-?\\d{1,6}(\\.\\d{1,6})?");
  private static final String FORMS =
      "Give permute-labels@N, rotate:DEGREES@N, invert@N, noise:SHARE@N, one-class:LABEL@N (each"
          + " from the record with index N on; with N..M until before M), or"
          + " gradual-rotate:DEGREES@N..M.";

  /** What is changed. */
  public enum Kind {
    /** Every label becomes another one, always the same. */
    PERMUTE_LABELS(""),
    /** Pictures are turned, counter-clockwise. */
    ROTATE("degrees other than 0, from -360 to 360"),
    /** Light becomes dark. */
    INVERT(""),
    /** This share of the labels is wrong. */
    NOISE("a share above 0, at most 1"),
    /** Examples of one class alone. */
    ONE_CLASS("a label, such as 7"),
    /** Pictures are turned by an angle that grows with the index. */
    GRADUAL_ROTATE(ROTATE.needs);

    private final String needs;

    Kind(String needs) {
      this.needs = needs;
    }

    private boolean accepts(double value) {
      return switch (this) {
        case PERMUTE_LABELS, INVERT -> false;
        case ROTATE, GRADUAL_ROTATE -> value != 0 && Math.abs(value) <= 360;
        case NOISE -> value > 0 && value <= 1;
        case ONE_CLASS -> value >= 0 && value == Math.rint(value);
      };
    }

    boolean isOfPictures() {
      return this == ROTATE || this == INVERT || this == GRADUAL_ROTATE;
    }

    private String id() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
  }

  /**
   * Reads what a person wrote.
   *
   * @throws UserException when it is of none of the forms
   */
  public static Drift parse(String spec) {
    Matcher parts = SPEC.matcher(spec);
    if (!parts.matches()) {
      throw refused(spec, "it is not KIND@N, KIND:VALUE@N or either with N..M");
    }
    Kind kind = kind(spec, parts.group(1));
    double value = value(spec, kind, parts.group(2));
    long from = Long.parseLong(parts.group(3));
    if (parts.group(4) == null && kind == Kind.GRADUAL_ROTATE) {
      throw refused(spec, "an angle grows over a span, N..M");
    }
    long until = parts.group(4) == null ? Long.MAX_VALUE : Long.parseLong(parts.group(4));
    if (until <= from) {
      throw refused(spec, "the span's end %d is not above its beginning".formatted(until));
    }
    return new Drift(spec, kind, value, from, until);
  }

  private static Kind kind(String spec, String id) {
    for (Kind kind : Kind.values()) {
      if (kind.id().equals(id)) {
        return kind;
      }
    }
    throw refused(spec, "there is no drift called " + id);
  }

  private static double value(String spec, Kind kind, String text) {
    if (kind.needs.isEmpty()) {
      if (text != null) {
        throw refused(spec, kind.id() + " takes no value");
      }
      return 0;
    }
    if (text == null || !NUMBER.matcher(text).matches()) {
      throw refused(spec, "%s takes %s".formatted(kind.id(), kind.needs));
    }
    double value = Double.parseDouble(text);
    if (!kind.accepts(value)) {
      throw refused(spec, "%s takes %s".formatted(kind.id(), kind.needs));
    }
    return value;
  }

  private static UserException refused(String spec, String why) {
    return new UserException("--drift \"%s\" can't be set: %s. %s".formatted(spec, why, FORMS));
  }

  /** Whether the record at this index is changed. */
  boolean isActive(long index) {
    return index >= from && (index < until || kind == Kind.GRADUAL_ROTATE);
  }

  /** By how many degrees the picture of an active rotation is turned at this index. */
  double degrees(long index) {
    return kind == Kind.GRADUAL_ROTATE && index < until
        ? value * ((double) (index - from) / (until - from))
        : value;
  }

  /** Whether both change a record in common. */
  boolean overlaps(Drift other) {
    return from < other.until && other.from < until;
  }
}
