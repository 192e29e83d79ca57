package dev.thalweg.cli.learning;

import dev.thalweg.model.learning.Hyperparameters;
import dev.thalweg.model.setting.Setting;
import dev.thalweg.schemas.UserException;
import dev.thalweg.trainer.replay.Replay;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The cartesian product of some values of hyper-parameters, by the names that their declarations
 * give, and of hidden layers.
 */
final class Grid {
  private static final String HIDDEN = "hidden";

  /** Keys by names, in the order in which a sentence lists them. */
  private static final Map<String, String> KEYS = new LinkedHashMap<>();

  private static final Pattern UNITS = Pattern.compile("\\d{1,9}(x\\d{1,9})*");

  static {
    for (Setting<?> setting : Hyperparameters.declarations()) {
      KEYS.put(setting.gridName(), setting.key());
    }
  }

  private Grid() {}

  /**
   * One point of a grid.
   *
   * @param name such as {@code lr=0.001 batch=32}
   * @param given texts by the keys of hyper-parameters
   * @param hidden units of the hidden layers; empty where the grid is not over them
   */
  record Point(String name, Map<String, String> given, List<Integer> hidden) {
    private static final Point ORIGIN = new Point("", Map.of(), List.of());

    private Point and(String axis, String value) {
      String longer = (name + " " + axis + "=" + value).strip();
      if (axis.equals(HIDDEN)) {
        return new Point(longer, given, units(value));
      }
      Map<String, String> more = new LinkedHashMap<>(given);
      more.put(KEYS.get(axis), value);
      return new Point(longer, more, hidden);
    }
  }

  /** A comma parts the values of a grid, so the units of a network are parted by an x. */
  private static List<Integer> units(String value) {
    return Arrays.stream(value.split("x", -1)).map(Integer::valueOf).toList();
  }

  /** The names, in the order in which a sentence lists them. */
  static List<String> names() {
    return Stream.concat(KEYS.keySet().stream(), Stream.of(HIDDEN)).toList();
  }

  /**
   * All points, the last axis first to change.
   *
   * @param axes texts of the form {@code NAME=V1,V2}, or several such with blanks between them
   * @throws UserException when one is not of that form, or there are too many points
   */
  static List<Point> points(List<String> axes) {
    List<Point> points = List.of(Point.ORIGIN);
    Set<String> seen = new LinkedHashSet<>();
    for (String axis : String.join(" ", axes).strip().split("\\s+", -1)) {
      String name = axis.split("=", 2)[0];
      if (!seen.add(name)) {
        throw new UserException(
            "--grid has %s twice: give all its values in one, %s=V1,V2.".formatted(name, name));
      }
      points = product(points, name, values(axis));
    }
    return points;
  }

  private static Set<String> values(String axis) {
    String[] parts = axis.split("=", 2);
    if (!names().contains(parts[0])) {
      throw new UserException(
          "--grid has no \"%s\"; its names are %s."
              .formatted(parts[0], String.join(", ", names())));
    }
    Set<String> values = new LinkedHashSet<>();
    for (String value : parts.length == 1 ? new String[] {""} : parts[1].split(",", -1)) {
      if (value.isEmpty()) {
        throw new UserException(
            "--grid \"%s\" lacks a value: write it like %s=V1,V2.".formatted(axis, parts[0]));
      }
      if (parts[0].equals(HIDDEN) && !UNITS.matcher(value).matches()) {
        throw new UserException(
            "--grid \"%s\" has \"%s\": write the units of a network like 128 or 128x64."
                .formatted(axis, value));
      }
      values.add(value);
    }
    return values;
  }

  private static List<Point> product(List<Point> points, String axis, Set<String> values) {
    if ((long) points.size() * values.size() > Replay.CANDIDATES_MAX) {
      throw new UserException(
          "--grid has more than %d candidates: give fewer values, or replay in parts."
              .formatted(Replay.CANDIDATES_MAX));
    }
    List<Point> product = new ArrayList<>();
    for (Point point : points) {
      values.forEach(value -> product.add(point.and(axis, value)));
    }
    return product;
  }
}
