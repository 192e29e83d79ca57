package dev.thalweg.cli.demo.csv;

import dev.thalweg.schemas.UserException;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Predicate;
import picocli.CommandLine.Option;

/** The file that a demo is to learn, and what of it. */
public final class CsvOptions {
  private static final List<String> OF_PICTURES =
      List.of(
          "--source", "--data", "--transpose", "--data-seed", "--drift", "--shape", "--datatype");

  @Option(
      names = "--csv",
      paramLabel = "FILE",
      description =
          "Learn the rows of this CSV file, in its order, instead of pictures: plain or gzipped,"
              + " with a header. The preset is tabular then, unless another is given.")
  Path csv;

  @Option(
      names = "--target",
      paramLabel = "FIELD",
      description = "With --csv, the column that is to be learned from the others.")
  String target;

  @Option(
      names = "--mapping",
      paramLabel = "FILE",
      description =
          "With --csv, the file that says what a sample is (default: one is drafted, and kept in"
              + " --dir).")
  Path mapping;

  /** Whether there is a file to be learned. */
  public boolean isGiven() {
    return csv != null;
  }

  /** The file. */
  public Path file() {
    return csv;
  }

  /**
   * Checks that the options mean something together.
   *
   * @param given whether an option, by its name, stands on the command line
   * @throws UserException where one does not
   */
  public void requireFitting(Predicate<String> given) {
    if (!isGiven()) {
      requireNone(given);
      return;
    }
    for (String option : OF_PICTURES) {
      if (given.test(option)) {
        throw new UserException(
            "%s says something of pictures, and --csv learns the rows of a file: leave one of the two out."
                .formatted(option));
      }
    }
    if (given.test("--classes")) {
      throw new UserException(
          "--classes is what the mapping says with --csv: leave it out, or edit the target of the"
              + " mapping and give it with --mapping.");
    }
    if (given.test("--epochs")) {
      throw new UserException(
          "--epochs has no meaning with --csv, where each row is judged before it is learned, once:"
              + " leave it out; --batch-updates N learns more of each row.");
    }
  }

  /** Of the command line alone: the environment may have a mapping for other commands. */
  private static void requireNone(Predicate<String> given) {
    for (String option : List.of("--target", "--mapping")) {
      if (given.test(option)) {
        throw new UserException(
            "%s needs a file: name it with --csv FILE, or leave it out.".formatted(option));
      }
    }
  }
}
