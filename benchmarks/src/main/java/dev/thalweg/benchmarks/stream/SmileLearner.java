package dev.thalweg.benchmarks.stream;

import dev.thalweg.schemas.UserException;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A learner of Smile that takes row after row.
 *
 * @param name as on the command line
 * @param units of its hidden layers, with hyphens between; "logistic" for logistic regression
 * @param rate of learning
 */
record SmileLearner(String name, String units, double rate) {
  private static final Pattern NAME =
      Pattern.compile("(?:(logistic)|mlp-(\\d{1,4}(?:-\\d{1,4})*))@(\\d*\\.?\\d+)");

  /**
   * Reads its name, such as {@code mlp-64-32@0.05} or {@code logistic@0.1}.
   *
   * @throws UserException if it is none
   */
  static SmileLearner named(String name) {
    Matcher matcher = NAME.matcher(name);
    if (!matcher.matches()) {
      throw new UserException(
          "%s is no learner of Smile: give mlp-UNITS@RATE, such as mlp-64-32@0.05, or logistic@RATE."
              .formatted(name));
    }
    String units = matcher.group(1) == null ? matcher.group(2) : matcher.group(1);
    return new SmileLearner(name, units, Double.parseDouble(matcher.group(3)));
  }

  /**
   * What a pass came to, from what the program prints: rows, right ones, and nanoseconds of CPU.
   *
   * @throws UserException if it has printed something else
   */
  Pass pass(String printed) {
    List<String> numbers = List.of(printed.strip().split(" ", -1));
    if (numbers.size() != 3 || !numbers.stream().allMatch(number -> number.matches("\\d+"))) {
      throw new UserException(
          "Smile's %s has printed no evaluation: %s".formatted(name, printed.strip()));
    }
    long rows = Long.parseLong(numbers.get(0));
    return new Pass(
        "Smile " + name,
        rows,
        Double.parseDouble(numbers.get(1)) / rows,
        Double.parseDouble(numbers.get(2)) / 1e9);
  }
}
