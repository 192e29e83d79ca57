package dev.thalweg.mapping.draft;

import dev.thalweg.mapping.feature.ArrayFeature;
import dev.thalweg.mapping.feature.CategoryFeature;
import dev.thalweg.mapping.feature.Cycle;
import dev.thalweg.mapping.feature.CyclicFeature;
import dev.thalweg.mapping.feature.Feature;
import dev.thalweg.mapping.feature.HashFeature;
import dev.thalweg.mapping.feature.Missing;
import dev.thalweg.mapping.feature.NumberFeature;
import dev.thalweg.mapping.field.FieldType;
import dev.thalweg.mapping.field.ValueList;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/** Guesses what features a field becomes, by the values that it has or by its schema alone. */
final class FeatureGuess {
  /** Most values of a category that are listed. */
  static final int VALUES_MAX = 20;

  private static final int LENGTH_MAX = 4_096;
  private static final int BUCKETS_MIN = 32;
  private static final int BUCKETS_MAX = 256;

  /** Of different values among all, from where a text looks like an identifier. */
  private static final double DISTINCT_SHARE_MAX = 0.9;

  private static final ZoneId UTC = ZoneId.of("UTC");

  /** The years 2000 to 2100. */
  private static final double EPOCH_SECONDS_MIN = 946_684_800;

  private static final double EPOCH_SECONDS_MAX = 4_102_444_800.0;

  private static final Pattern TIME_NAME =
      Pattern.compile("(?i)(.*(time|date|stamp)|(.*[_.-])?(ts|at))");

  private static final Pattern ID_NAME =
      Pattern.compile("(?i:(.*[_.-])?(id|uuid|guid|key))|.*[a-z]I[dD]");

  private FeatureGuess() {}

  static Guess of(Column column) {
    Set<FieldType> types = column.types();
    if (types.isEmpty()) {
      return Guess.leftOut("has no value in these records");
    }
    if (types.contains(FieldType.NUMBERS) && types.size() == 1) {
      return array(column);
    }
    if (!column.isReadable() || types.contains(FieldType.NUMBERS)) {
      return Guess.leftOut("has long texts, or values that are neither numbers nor texts");
    }
    if (column.isNumber()) {
      return number(column);
    }
    if (column.isNearlyNumber() && column.texts().size() > VALUES_MAX) {
      return nearlyNumber(column);
    }
    return column.hasTimesOfDay() || column.hasDates()
        ? times(column.path(), column.hasTimesOfDay(), column.hasDates())
        : text(column);
  }

  private static Guess array(Column column) {
    int length = column.length();
    if (length < 1 || length > LENGTH_MAX) {
      return Guess.leftOut("is an array without one length from 1 to %,d".formatted(LENGTH_MAX));
    }
    Missing missing = masked("array", column);
    return Guess.of("", new ArrayFeature(column.path(), column.path(), length, missing));
  }

  private static Missing masked(String type, Column column) {
    return Missing.byDefault(type).withMask(column.isOftenMissing());
  }

  private static Guess number(Column column) {
    String path = column.path();
    if (isEpoch(column)) {
      return times(path, true, true);
    }
    int distinct = column.texts().size();
    if (column.isWhole()
        && ID_NAME.matcher(path).matches()
        && distinct > VALUES_MAX
        && distinct > DISTINCT_SHARE_MAX * column.present()) {
      return Guess.leftOut("looks like an identifier");
    }
    String comment = column.hasBooleans() ? "1 for true" : "";
    return Guess.of(comment, new NumberFeature(path, path, masked("number", column)));
  }

  private static Guess nearlyNumber(Column column) {
    return Guess.of(
        "%,d of %,d values are no numbers, and their records go to dead-letters"
            .formatted(column.notNumbers(), column.present()),
        new NumberFeature(column.path(), column.path(), masked("number", column)));
  }

  private static boolean isEpoch(Column column) {
    boolean millis = column.isBetween(EPOCH_SECONDS_MIN * 1_000, EPOCH_SECONDS_MAX * 1_000);
    boolean seconds =
        column.isBetween(EPOCH_SECONDS_MIN, EPOCH_SECONDS_MAX)
            && TIME_NAME.matcher(column.path()).matches();
    return column.isWhole() && (millis || seconds);
  }

  private static Guess times(String path, boolean timesOfDay, boolean dates) {
    List<Feature> features = new ArrayList<>();
    if (timesOfDay) {
      features.add(cyclic(path, Cycle.HOUR));
    }
    if (dates) {
      features.add(cyclic(path, Cycle.WEEKDAY));
    }
    return new Guess(features, "a time, in UTC unless it has zone: Europe/Berlin or another");
  }

  private static Feature cyclic(String path, Cycle cycle) {
    String name = CyclicFeature.nameDefault(path, cycle);
    return new CyclicFeature(path, name, cycle, UTC, Missing.byDefault("hour"));
  }

  private static Guess text(Column column) {
    int distinct = column.texts().size();
    if (distinct <= VALUES_MAX) {
      return category(column.path(), column.texts().stream().sorted().toList());
    }
    return distinct > DISTINCT_SHARE_MAX * column.present()
        ? Guess.leftOut("looks like an identifier, with %,d values".formatted(distinct))
        : hash(column.path(), distinct, "%,d values were seen".formatted(distinct));
  }

  private static Guess category(String path, List<String> values) {
    return Guess.of(
        "",
        new CategoryFeature(
            path, path, new ValueList(values), false, Missing.byDefault("category")));
  }

  private static Guess hash(String path, int distinct, String comment) {
    int buckets = BUCKETS_MIN;
    while (buckets < BUCKETS_MAX && buckets < 2 * distinct) {
      buckets *= 2;
    }
    return Guess.of(comment, new HashFeature(path, path, buckets, Missing.byDefault("hash")));
  }

  /** Without any value of it. */
  static Guess of(String path, Set<FieldType> types, List<String> symbols) {
    if (types.size() != 1) {
      return Guess.leftOut("can be several things or none, and no record showed which");
    }
    FieldType type = types.iterator().next();
    Missing missing = Missing.byDefault("number");
    return switch (type) {
      case NUMBER -> Guess.of("", new NumberFeature(path, path, missing));
      case BOOLEAN -> Guess.of("1 for true", new NumberFeature(path, path, missing));
      case ENUM ->
          symbols.size() <= VALUES_MAX
              ? category(path, symbols)
              : hash(path, symbols.size(), "an enum of %,d".formatted(symbols.size()));
      case TEXT -> hash(path, 0, "no record showed its values; list them as a category if few");
      case MOMENT, DATE, TIME_OF_DAY ->
          times(path, type != FieldType.DATE, type != FieldType.TIME_OF_DAY);
      case NUMBERS, RECORD, OTHER -> Guess.leftOut("is " + type.words());
    };
  }
}
