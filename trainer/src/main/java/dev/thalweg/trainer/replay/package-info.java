/**
 * Training again from the log, without disturbing the live model: {@link
 * dev.thalweg.trainer.replay.Replay} folds one range of samples by the live configuration and by
 * several others in one pass, and compares how often each was right before it learned. The logs of
 * several learners are folded in the order that their merges give, or would give if nobody were
 * late.
 *
 * <p>May depend on {@code trainer} and what that may depend on; {@code trainer} knows nothing of
 * it. Invariant: a replay reads and never writes; it has no group, commits no offset, and every
 * outcome is that of a fold of its own, whatever else runs and on however many threads.
 */
package dev.thalweg.trainer.replay;
