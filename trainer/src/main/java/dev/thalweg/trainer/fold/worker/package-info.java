/**
 * The fold on a thread of its own, ahead of whoever hands records over and takes what it puts out.
 *
 * <p>May depend on {@code trainer.fold}, {@code schemas} and kafka-clients' headers. Invariant:
 * what comes out, and its order, is what the fold would have put out on the thread that hands over.
 */
package dev.thalweg.trainer.fold.worker;
