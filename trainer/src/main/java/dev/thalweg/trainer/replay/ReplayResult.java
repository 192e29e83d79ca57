package dev.thalweg.trainer.replay;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What a replay came to.
 *
 * @param from the first offset
 * @param to the first offset that was left out
 * @param took the pass alone, without the start of anything
 * @param live the run by the live configuration, where there is one
 * @param agreement of that run with the published snapshots
 * @param candidates in the order in which they were given
 */
public record ReplayResult(
    long from,
    long to,
    Duration took,
    Optional<Outcome> live,
    Optional<Agreement> agreement,
    List<Outcome> candidates) {

  public ReplayResult {
    candidates = List.copyOf(candidates);
  }

  /**
   * The best run.
   *
   * @param over the run by the live configuration; the best other one when that wins itself, has
   *     failed or is not there; empty when all others failed
   * @param points of accuracy by which it is better, in percent
   */
  public record Winner(Outcome run, Optional<Outcome> over, double points) {}

  /** All runs, the best first; of equals the live one first, which nobody has to change. */
  public List<Outcome> ranking() {
    List<Outcome> all = new ArrayList<>();
    live.ifPresent(all::add);
    all.addAll(candidates);
    all.sort(Outcome.BEST_FIRST);
    return all;
  }

  /** Empty when every run failed, or there is only one. */
  public Optional<Winner> winner() {
    List<Outcome> ranking = ranking();
    Outcome best = ranking.get(0);
    if (best.hasFailed() || ranking.size() == 1) {
      return Optional.empty();
    }
    Outcome other =
        live.filter(run -> !run.equals(best) && !run.hasFailed()).orElse(ranking.get(1));
    if (other.hasFailed()) {
      return Optional.of(new Winner(best, Optional.empty(), 0));
    }
    double points = 100 * (best.total().accuracy() - other.total().accuracy());
    return Optional.of(new Winner(best, Optional.of(other), points));
  }
}
