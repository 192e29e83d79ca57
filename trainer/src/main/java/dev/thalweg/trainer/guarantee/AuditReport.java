package dev.thalweg.trainer.guarantee;

import java.util.List;

/**
 * What an audit came to.
 *
 * @param records of samples that it covers; not those that a learner holds while it waits for a
 *     merge, which its group has committed all the same
 * @param steps that they gave
 * @param snapshots that they gave
 * @param deadLetters that they gave
 * @param repeats records of training, snapshots and dead-letters that are there once more
 * @param liveStateSha256 of the trainer's parameters, moments, average, step and place in the chain
 * @param undisturbedStateSha256 the same of the fold that nothing interrupted
 * @param findings one for each guarantee
 */
public record AuditReport(
    long records,
    long steps,
    long snapshots,
    long deadLetters,
    long repeats,
    String liveStateSha256,
    String undisturbedStateSha256,
    List<Finding> findings) {

  public AuditReport {
    findings = List.copyOf(findings);
  }

  /**
   * How one guarantee was kept.
   *
   * @param violations a sentence for each; empty when it was kept
   */
  public record Finding(Guarantee guarantee, List<String> violations) {
    public Finding {
      violations = List.copyOf(violations);
    }

    /** Whether it was kept. */
    public boolean kept() {
      return violations.isEmpty();
    }
  }

  /** Whether every guarantee was kept. */
  public boolean kept() {
    return findings.stream().allMatch(Finding::kept);
  }
}
