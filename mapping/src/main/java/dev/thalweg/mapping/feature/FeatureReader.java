package dev.thalweg.mapping.feature;

import static dev.thalweg.mapping.file.Place.quoted;

import dev.thalweg.mapping.field.ValueList;
import dev.thalweg.mapping.file.Nearest;
import dev.thalweg.mapping.file.Section;
import dev.thalweg.mapping.file.YamlNode;
import dev.thalweg.schemas.UserException;
import java.time.DateTimeException;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Reads a feature: the path of a field alone, or {@code field} with what is said of it. */
public final class FeatureReader {
  /** Most columns of a feature, and of all together: an example's dimension ends there. */
  public static final int COLUMNS_MAX = 65_536;

  private static final List<String> TYPES =
      List.of("number", "category", "hash", "hour", "weekday", "array");

  private FeatureReader() {}

  /**
   * Reads one.
   *
   * @throws UserException with the place of what is wrong
   */
  public static Feature read(YamlNode node) {
    if (!(node instanceof Section section)) {
      String field = node.text();
      return new NumberFeature(field, field, Missing.byDefault(NumberFeature.TYPE));
    }
    YamlNode field = section.need("field", "field: PATH");
    String type = section.get("type").map(YamlNode::text).orElse(NumberFeature.TYPE);
    return switch (type) {
      case "number" -> number(section, field.text());
      case "category" -> category(section, field.text());
      case "hash" -> hash(section, field.text());
      case "hour" -> cyclic(section, field.text(), Cycle.HOUR);
      case "weekday" -> cyclic(section, field.text(), Cycle.WEEKDAY);
      case "array" -> array(section, field.text());
      default -> throw unknownType(section, type);
    };
  }

  private static UserException unknownType(Section section, String type) {
    String remedy =
        Nearest.to(type, TYPES)
            .map("did you mean %s?"::formatted)
            .orElse("give one of %s.".formatted(String.join(", ", TYPES)));
    return section
        .need("type", "")
        .place()
        .mistake("there is no type %s of features; %s".formatted(quoted(type), remedy));
  }

  private static Feature number(Section section, String field) {
    section.withKeys("field", "name", "type", "missing", "mask");
    return new NumberFeature(field, name(section, field), missing(section, "number"));
  }

  private static Feature category(Section section, String field) {
    section.withKeys("field", "name", "type", "values", "other", "missing", "mask");
    YamlNode values =
        section.need("values", "values: [A, B], or type: hash where they are not known");
    return new CategoryFeature(
        field,
        name(section, field),
        new ValueList(distinct(values)),
        section.get("other").map(YamlNode::flag).orElse(false),
        missing(section, "category"));
  }

  /**
   * Different texts, such as the values of a category or the classes of a target.
   *
   * @throws UserException if two are the same, or there are too many
   */
  public static List<String> distinct(YamlNode list) {
    Set<String> values = new LinkedHashSet<>();
    for (YamlNode item : list.items()) {
      if (!values.add(item.text().strip())) {
        throw item.place()
            .mistake(
                "%s is there twice in %s: leave one out."
                    .formatted(quoted(item.text()), quoted(list.place().key())));
      }
    }
    if (values.size() >= COLUMNS_MAX) {
      throw list.place()
          .mistake(
              "%s has %,d items: give fewer than %,d."
                  .formatted(quoted(list.place().key()), values.size(), COLUMNS_MAX));
    }
    return new ArrayList<>(values);
  }

  private static Feature hash(Section section, String field) {
    section.withKeys("field", "name", "type", "buckets", "missing", "mask");
    int buckets = section.need("buckets", "buckets: 32").integer(1, COLUMNS_MAX);
    return new HashFeature(field, name(section, field), buckets, missing(section, "hash"));
  }

  private static Feature cyclic(Section section, String field, Cycle cycle) {
    section.withKeys("field", "name", "type", "zone", "missing", "mask");
    String nameDefault = CyclicFeature.nameDefault(field, cycle);
    ZoneId zone = section.get("zone").map(FeatureReader::zone).orElse(ZoneId.of("UTC"));
    return new CyclicFeature(
        field, name(section, nameDefault), cycle, zone, missing(section, cycle.type()));
  }

  private static ZoneId zone(YamlNode node) {
    try {
      ZoneId zone = ZoneId.of(node.text());
      return zone.normalized().equals(ZoneOffset.UTC) ? ZoneId.of("UTC") : zone;
    } catch (DateTimeException e) {
      throw node.place()
          .mistake(
              "%s is not a time zone: give one such as Europe/Berlin or UTC."
                  .formatted(quoted(node.text())));
    }
  }

  private static Feature array(Section section, String field) {
    section.withKeys("field", "name", "type", "length", "missing", "mask");
    int length = section.need("length", "length: 24").integer(1, COLUMNS_MAX);
    return new ArrayFeature(field, name(section, field), length, missing(section, "array"));
  }

  private static String name(Section section, String nameDefault) {
    return section.get("name").map(YamlNode::text).orElse(nameDefault);
  }

  private static Missing missing(Section section, String type) {
    boolean mask = section.get("mask").map(YamlNode::flag).orElse(false);
    Optional<YamlNode> missing = section.get("missing");
    if (missing.isEmpty()) {
      return Missing.byDefault(type).withMask(mask);
    }
    YamlNode node = missing.get();
    return switch (node.text()) {
      case "mean" -> new Missing(false, Float.NaN, mask);
      case "error" -> new Missing(true, 0, mask);
      default ->
          new Missing(false, node.number32("mean, error or a number of 32 bits") + 0.0f, mask);
    };
  }
}
