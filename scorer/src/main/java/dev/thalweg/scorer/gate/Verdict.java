package dev.thalweg.scorer.gate;

import java.util.Locale;

/**
 * What the gate has decided of a candidate, and on what.
 *
 * @param examples on which both were judged; where there were too few to judge, how many there were
 * @param serving how many of them the best snapshot in service classifies correctly, or the sum of
 *     its absolute errors; 0 when unjudged
 * @param candidate the same of the candidate; 0 when unjudged
 * @param ofNumbers whether these are errors
 */
public record Verdict(
    Decision decision, int examples, double serving, double candidate, boolean ofNumbers) {

  /** Of classes. */
  Verdict(Decision decision, int examples, int servingCorrect, int candidateCorrect) {
    this(decision, examples, servingCorrect, candidateCorrect, false);
  }

  /** What becomes of a candidate. */
  public enum Decision {
    /** Promoted because nothing was promoted before. */
    FIRST,
    /** Promoted because there are fewer labelled examples than a judgement takes. */
    UNJUDGED,
    /** Promoted because it is not worse by more than is tolerated. */
    PASSED,
    /** Worse than the one in service by more than is tolerated. */
    REFUSED
  }

  static Verdict unjudged(Decision decision, int examples) {
    return new Verdict(decision, examples, 0, 0);
  }

  /** Whether the candidate is to be served. */
  public boolean promotes() {
    return decision != Decision.REFUSED;
  }

  /** The reason, as the end of a sentence. */
  @Override
  public String toString() {
    return switch (decision) {
      case FIRST -> "nothing was promoted before it";
      case UNJUDGED ->
          "only %d labelled examples are known, too few to judge it".formatted(examples);
      case PASSED, REFUSED ->
          ofNumbers
              ? compared(
                  "on the latest %d labelled examples its mean absolute error is %.4g and"
                      + " that of the one in service %.4g",
                  1)
              : compared(
                  "of the latest %d labelled examples it classifies %.1f %% correctly and"
                      + " the one in service %.1f %%",
                  100);
    };
  }

  private String compared(String form, double factor) {
    return String.format(
        Locale.ROOT, form, examples, factor * candidate / examples, factor * serving / examples);
  }
}
