package dev.thalweg.benchmarks.fresh;

import dev.thalweg.benchmarks.run.ClientMetrics;

/**
 * Where the time of the trainer's commits goes, as its producer has it: the mean of all commits,
 * those without a snapshot included.
 *
 * @param commits how many
 * @param flushMs waiting for what was sent to be acknowledged, the state above all
 * @param offsetsMs adding the offsets to the transaction
 * @param endMs ending the transaction
 */
record CommitTimes(long commits, double flushMs, double offsetsMs, double endMs) {
  private static final double NS_PER_MS = 1e6;

  /** What was so far. */
  record Totals(double commits, double flushNs, double offsetsNs, double endNs) {

    /**
     * Of a trainer in this process.
     *
     * @param ids how those of its threads and clients begin
     */
    static Totals of(String ids) {
      return new Totals(
          ClientMetrics.commits(ids),
          ClientMetrics.producers(ids, "flush-time-ns-total"),
          ClientMetrics.producers(ids, "txn-send-offsets-time-ns-total"),
          ClientMetrics.producers(ids, "txn-commit-time-ns-total"));
    }

    CommitTimes since(Totals before) {
      double number = commits - before.commits;
      double each = NS_PER_MS * Math.max(1, number);
      return new CommitTimes(
          Math.round(number),
          (flushNs - before.flushNs) / each,
          (offsetsNs - before.offsetsNs) / each,
          (endNs - before.endNs) / each);
    }
  }
}
