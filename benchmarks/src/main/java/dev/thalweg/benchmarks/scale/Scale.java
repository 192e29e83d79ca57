package dev.thalweg.benchmarks.scale;

import dev.thalweg.benchmarks.run.Machine;
import java.util.List;

/**
 * What was simulated.
 *
 * @param parameters of the network
 * @param images that one pass learns
 * @param seconds that the simulation took
 */
public record Scale(
    Machine machine,
    String preset,
    long parameters,
    long images,
    long mergeEvery,
    double seconds,
    List<Run> runs,
    List<RecordBytes> records) {
  private static final double US_PER_MS = 1e3;

  /**
   * One stream, and what its learners came to.
   *
   * @param samples that have a part in the weights
   * @param accuracy of the merged average, or of the weights where nothing is averaged, on images
   *     that nobody learned
   * @param usPerSample CPU time of learning a sample
   * @param sentBytes of all contributions
   * @param msPerRound CPU time of making a contribution, without writing it; 0 for one learner
   * @param msPerMember CPU time of a merge for each of its members, without reading or writing; 0
   *     for one learner
   */
  public record Run(
      int learners,
      int passes,
      long samples,
      long merges,
      double accuracy,
      long sentBytes,
      double usPerSample,
      double msPerRound,
      double msPerMember) {
    @Override
    public String toString() {
      return "%d learners, %d passes: %.2f %% after %,d merges"
          .formatted(learners, passes, 100 * accuracy, merges);
    }
  }

  /**
   * The records that go with so many learners.
   *
   * @param contribution all parts of one
   * @param mergedWeights all parts of those of one merge
   */
  public record RecordBytes(
      int learners,
      long sample,
      long training,
      long contribution,
      long merge,
      long mergedWeights,
      long snapshot,
      long state) {}

  public Scale {
    runs = List.copyOf(runs);
    records = List.copyOf(records);
  }

  /** Markdown, as it stands in the documentation. */
  public String table() {
    StringBuilder table = new StringBuilder();
    table.append(
        ("%n| learners | passes | merges | accuracy, %% | CPU, us/sample | ms/contribution"
                + " | ms/merge and member |%n|---|---|---|---|---|---|---|%n")
            .formatted());
    for (Run run : runs) {
      table.append(
          "| %d | %d | %,d | %.2f | %.1f | %s | %s |%n"
              .formatted(
                  run.learners(),
                  run.passes(),
                  run.merges(),
                  100 * run.accuracy(),
                  run.usPerSample(),
                  orNone(run.msPerRound()),
                  orNone(run.msPerMember())));
    }
    return table.append(bytesTable()).toString();
  }

  private String bytesTable() {
    StringBuilder table = new StringBuilder();
    table.append(
        ("%n| learners | sample | training | contribution | merge | merged weights | snapshot"
                + " | state |%n|---|---|---|---|---|---|---|---|%n")
            .formatted());
    for (RecordBytes bytes : records) {
      table.append(
          "| %d | %,d | %,d | %,d | %,d | %,d | %,d | %,d |%n"
              .formatted(
                  bytes.learners(),
                  bytes.sample(),
                  bytes.training(),
                  bytes.contribution(),
                  bytes.merge(),
                  bytes.mergedWeights(),
                  bytes.snapshot(),
                  bytes.state()));
    }
    return table.toString();
  }

  private static String orNone(double value) {
    return value == 0 ? "–" : "%.2f".formatted(value);
  }

  static double perThing(long nanos, long things) {
    return things == 0 ? 0 : nanos / 1e6 / things;
  }

  static double usPerThing(long nanos, long things) {
    return US_PER_MS * perThing(nanos, things);
  }
}
