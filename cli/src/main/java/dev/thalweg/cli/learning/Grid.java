package dev.thalweg.cli.learning;

import dev.thalweg.schemas.UserException;
import dev.thalweg.trainer.replay.Replay;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/** The cartesian product of some values, as flags: what is in a grid can be said by flags too. */
final class Grid {
  /** In the order in which a sentence lists them. */
  private static final Map<String, String> FLAG_BY_NAME = new LinkedHashMap<>();

  private static final Pattern UNITS = Pattern.compile("\\d+(x\\d+)*");

  static {
    FLAG_BY_NAME.put("lr", "--learning-rate");
    FLAG_BY_NAME.put("batch", "--batch-size");
    FLAG_BY_NAME.put("hidden", "--hidden");
    FLAG_BY_NAME.put("optimizer", "--optimizer");
    FLAG_BY_NAME.put("schedule", "--schedule");
    FLAG_BY_NAME.put("initialization", "--initialization");
    FLAG_BY_NAME.put("l2", "--l2");
    FLAG_BY_NAME.put("ema", "--ema-samples");
    FLAG_BY_NAME.put("seed", "--seed");
  }

  private Grid() {}

  /**
   * One point of a grid.
   *
   * @param name such as {@code lr=0.001 batch=32}
   * @param flags the same as an argument list
   */
  record Point(String name, List<String> flags) {
    private static final Point ORIGIN = new Point("", List.of());

    private Point and(String axis, String value) {
      List<String> more = new ArrayList<>(flags);
      more.add(FLAG_BY_NAME.get(axis) + "=" + flagValue(axis, value));
      return new Point((name + " " + axis + "=" + value).strip(), more);
    }

    /** A comma parts the values of a grid, so the units of a network are parted by an x. */
    private static String flagValue(String axis, String value) {
      return axis.equals("hidden") ? value.replace('x', ',') : value;
    }
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
    if (!FLAG_BY_NAME.containsKey(parts[0])) {
      throw new UserException(
          "--grid has no \"%s\"; its names are %s."
              .formatted(parts[0], String.join(", ", FLAG_BY_NAME.keySet())));
    }
    Set<String> values = new LinkedHashSet<>();
    for (String value : parts.length == 1 ? new String[] {""} : parts[1].split(",", -1)) {
      if (value.isEmpty()) {
        throw new UserException(
            "--grid \"%s\" lacks a value: write it like %s=V1,V2.".formatted(axis, parts[0]));
      }
      if (parts[0].equals("hidden") && !UNITS.matcher(value).matches()) {
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
