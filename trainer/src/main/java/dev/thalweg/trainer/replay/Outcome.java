package dev.thalweg.trainer.replay;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * What a run came to.
 *
 * @param steps taken, those left out included
 * @param skipped steps that were left out because they diverged
 * @param refused records that were no sample for this network
 * @param curve one point after the other; all runs of a replay have the same ends
 * @param failure why it did not come to the end of the range, or learned nothing
 */
public record Outcome(
    Candidate candidate,
    long steps,
    long skipped,
    long refused,
    List<Stretch> curve,
    Optional<String> failure) {

  /**
   * The best first: by accuracy over the range, or by error, then by loss; what has failed comes
   * last.
   */
  static final Comparator<Outcome> BEST_FIRST =
      Comparator.comparing(Outcome::hasFailed)
          .thenComparing(
              outcome -> outcome.hasFailed() ? 0 : outcome.total().accuracy(),
              Comparator.reverseOrder())
          .thenComparing(outcome -> outcome.hasFailed() ? 0 : outcome.total().error())
          .thenComparing(outcome -> outcome.hasFailed() ? 0 : outcome.total().loss());

  public Outcome {
    curve = List.copyOf(curve);
  }

  /** Its name. */
  public String name() {
    return candidate.name();
  }

  public boolean hasFailed() {
    return failure.isPresent();
  }

  /** Over the whole range. */
  public Stretch total() {
    return sum(0, curve.size());
  }

  /** Over the last tenth of the range. */
  public Stretch lastTenth() {
    int points = curve.size();
    return sum(points - Math.max(1, points / 10), points);
  }

  /** Over the points of the curve from one up to, without, another. */
  public Stretch sum(int begin, int end) {
    return curve.subList(begin, end).stream().reduce(Stretch.NONE, Stretch::plus);
  }
}
