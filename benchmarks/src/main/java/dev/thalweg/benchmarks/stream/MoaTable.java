package dev.thalweg.benchmarks.stream;

import dev.thalweg.schemas.UserException;
import java.util.Arrays;
import java.util.List;

/** What MOA prints of an evaluation: a line of names and lines of numbers, with commas between. */
final class MoaTable {
  private static final String ROWS = "learning evaluation instances";
  private static final String CPU = "evaluation time (cpu seconds)";
  private static final String CORRECT = "classifications correct (percent)";

  private MoaTable() {}

  /**
   * The last line.
   *
   * @throws UserException if it is no such table
   */
  static Pass last(String learner, String table) {
    List<String> lines = table.lines().filter(line -> line.contains(",")).toList();
    if (lines.size() < 2 || !lines.get(0).contains(CORRECT)) {
      throw new UserException(
          "MOA's %s has printed no evaluation: %s".formatted(learner, table.strip()));
    }
    List<String> names = Arrays.asList(lines.get(0).split(",", -1));
    String[] numbers = lines.get(lines.size() - 1).split(",", -1);
    return new Pass(
        "MOA " + learner,
        (long) number(names, numbers, ROWS),
        number(names, numbers, CORRECT) / 100,
        number(names, numbers, CPU));
  }

  private static double number(List<String> names, String[] numbers, String name) {
    return Double.parseDouble(numbers[names.indexOf(name)]);
  }
}
