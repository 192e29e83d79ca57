package dev.thalweg.cli.replay;

import static dev.thalweg.cli.replay.CurveTable.cut;
import static dev.thalweg.cli.replay.CurveTable.decimal;
import static dev.thalweg.cli.replay.CurveTable.percent;

import dev.thalweg.cli.learning.TrainFlags;
import dev.thalweg.trainer.replay.Agreement;
import dev.thalweg.trainer.replay.Candidate;
import dev.thalweg.trainer.replay.LiveModel.Published;
import dev.thalweg.trainer.replay.Outcome;
import dev.thalweg.trainer.replay.ReplayResult;
import dev.thalweg.trainer.replay.ReplayResult.Winner;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/** What a replay came to, for people. */
final class ReplayText {
  private static final int CURVES_MAX = 3;
  private static final int NAME_MAX = 48;

  private final ReplayResult result;
  private final PrintWriter out;

  ReplayText(ReplayResult result, PrintWriter out) {
    this.result = result;
    this.out = out;
  }

  /** Prints all of it; the winner comes last. */
  void print(String topic, int partitions) {
    List<Outcome> ranking = result.ranking();
    String upTo = partitions == 1 ? "up to offset" : "up to record";
    headline(
        partitions == 1
            ? String.format(
                Locale.ROOT, "%s from offset %,d up to %,d", topic, result.from(), result.to())
            : "%d partitions of %s".formatted(partitions, topic),
        ranking.size());
    out.println();
    if (result.candidates().size() == 1) {
      CurveTable.whole(Stream.concat(result.live().stream(), result.candidates().stream()).toList())
          .print(out, upTo);
      out.println();
      ranking(ranking);
    } else {
      ranking(ranking);
      out.println();
      CurveTable.compact(best(ranking)).print(out, upTo);
    }
    out.println();
    result.agreement().ifPresent(agreement -> out.println(text(agreement)));
    winner();
    out.flush();
  }

  private void headline(String what, int runs) {
    double seconds = result.took().toMillis() / 1e3;
    long records = result.to() - result.from();
    out.printf(
        Locale.ROOT,
        "Replayed %s: %d %s over %,d records in %.1f s.%n",
        what,
        runs,
        runs == 1 ? "configuration" : "configurations",
        records,
        seconds);
  }

  /** The best three candidates and the live run, in the order of the ranking. */
  private List<Outcome> best(List<Outcome> ranking) {
    List<Outcome> shown = new ArrayList<>();
    long candidates = 0;
    for (Outcome run : ranking) {
      if (isLive(run) || (candidates < CURVES_MAX && !run.hasFailed())) {
        candidates += isLive(run) ? 0 : 1;
        shown.add(run);
      }
    }
    return shown.isEmpty() ? ranking.subList(0, 1) : shown;
  }

  private boolean isLive(Outcome run) {
    return result.live().filter(run::equals).isPresent();
  }

  private void ranking(List<Outcome> ranking) {
    int width =
        ranking.stream().mapToInt(run -> cut(run.name(), NAME_MAX).length()).max().orElse(0);
    String row = "%s %-" + Math.max(width, 9) + "s %9s %11s %9s %9s%s%n";
    out.printf(row, " ", "candidate", "accuracy", "last tenth", "loss", "steps", "");
    for (Outcome run : ranking) {
      out.printf(
          row,
          isLive(run) ? "*" : " ",
          cut(run.name(), NAME_MAX),
          percent(run.total().accuracy()),
          percent(run.lastTenth().accuracy()),
          decimal(run.total().loss()),
          String.format(Locale.ROOT, "%,d", run.steps()),
          remark(run));
    }
    if (result.live().isPresent()) {
      out.println("* the live model's configuration");
    }
  }

  private static String remark(Outcome run) {
    if (run.hasFailed()) {
      return "  failed: " + run.failure().orElseThrow();
    }
    String skipped =
        run.skipped() == 0
            ? ""
            : String.format(Locale.ROOT, "  %,d steps diverged and were left out", run.skipped());
    return run.refused() == 0
        ? skipped
        : skipped + String.format(Locale.ROOT, "  %,d records refused", run.refused());
  }

  private static String text(Agreement agreement) {
    if (agreement.compared() == 0) {
      return "No published snapshot could be compared: the range does not begin where the live"
          + " model did, or ends before the oldest snapshot that is left. All runs begin"
          + " afresh.";
    }
    String newest =
        agreement.newest().map(ReplayText::text).orElse(" None of them came out the same.");
    if (agreement.isWhole()) {
      return String.format(
          Locale.ROOT,
          "The live run met all %,d published snapshots of the range, hash for hash.%s",
          agreement.compared(),
          newest);
    }
    return String.format(
        Locale.ROOT,
        "The live run met %,d of %,d published snapshots of the range.%s %s",
        agreement.same(),
        agreement.compared(),
        newest,
        agreement.sameBackend()
            ? "See \"thalweg verify\"."
            : "They were computed with another backend, which rounds differently.");
  }

  private static String text(Published newest) {
    return String.format(
        Locale.ROOT,
        " The newest: version %,d, sha256 %s...",
        newest.version(),
        newest.sha256().substring(0, 12));
  }

  private void winner() {
    Optional<Winner> found = result.winner();
    if (found.isEmpty()) {
      out.println(
          result.ranking().get(0).hasFailed()
              ? "No winner: every run failed."
              : "No winner: there is no live model yet to compare with.");
      return;
    }
    Winner winner = found.get();
    Outcome run = winner.run();
    out.println("Winner: " + name(run) + margin(winner));
    if (!isLive(run)) {
      out.println(flags(run.candidate()));
    }
  }

  private String name(Outcome run) {
    return isLive(run) ? "the live configuration" : run.name();
  }

  private String margin(Winner winner) {
    if (winner.over().isEmpty()) {
      return ", the only run that did not fail.";
    }
    Outcome other = winner.over().get();
    double accuracy = winner.run().total().accuracy();
    if (winner.points() == 0) {
      boolean byLoss = winner.run().total().loss() < other.total().loss();
      return String.format(
          Locale.ROOT,
          ", %.2f %% right like %s%s.",
          100 * accuracy,
          name(other),
          byLoss ? ", by its lower loss" : "");
    }
    return String.format(
        Locale.ROOT,
        ", %.2f %% right, against %.2f %% for %s: %.2f points more.",
        100 * accuracy,
        100 * other.total().accuracy(),
        name(other),
        winner.points());
  }

  private static String flags(Candidate candidate) {
    return "To train with it: " + TrainFlags.text(TrainFlags.of(candidate.config()));
  }
}
