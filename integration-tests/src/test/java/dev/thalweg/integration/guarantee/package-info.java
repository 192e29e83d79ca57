/**
 * The guarantee suite: the model is a fold over the log, so whatever crashes, is frozen, cut off or
 * lost, the trainer ends as if nothing had happened.
 *
 * <p>Each scenario has a pipeline of its own on a real broker, and trainers that are processes of
 * their own. It ends with {@link dev.thalweg.trainer.guarantee.Audit}: every guarantee has to be
 * kept, and the audit has to cover every record of the log. {@code -Dguarantee.seed=N} repeats the
 * random choices of a run; its number is part of every failure.
 *
 * <p>May depend on everything. Invariant: only processes that a scenario has started, or that were
 * started by those, are killed or frozen.
 */
package dev.thalweg.integration.guarantee;
