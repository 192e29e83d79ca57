/**
 * Counting how often a model is right. Its nouns, from the join to the metrics:
 *
 * <ul>
 *   <li>A <em>cell</em> is what a join counts together: one model, version and window.
 *   <li>A <em>tally</em> is counts of predictions. Tallies add up: a {@link
 *       dev.thalweg.monitor.accuracy.CellTally} comes from a join, a {@link
 *       dev.thalweg.monitor.accuracy.KeptTally} is a sum of them in the store.
 *   <li>An <em>accuracy</em> is what a tally says of a window, of a version or of everything; it is
 *       told to the topic {@code accuracy}.
 *   <li><em>Figures</em> are what this process tells its metrics; they begin with the process.
 * </ul>
 *
 * <p>May depend on {@code monitor.score}, {@code monitor.prequential}, {@code schemas} and Kafka
 * Streams. Invariant: every figure is the same in whatever order records came, but for the last
 * bits of sums over numbers, and what is made up pushes out nothing that is in service.
 */
package dev.thalweg.monitor.accuracy;
