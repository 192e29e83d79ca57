/**
 * What the trainer guarantees, as objects: each {@link dev.thalweg.trainer.guarantee.Guarantee}
 * compares what a trainer left in its topics with what an uninterrupted fold over the same log puts
 * out. {@link dev.thalweg.trainer.guarantee.Audit} gathers both.
 *
 * <p>May depend on {@code schemas}, {@code model} and on {@code dev.thalweg.trainer}, which must
 * not depend on it. Invariant: nothing here writes to the cluster.
 */
package dev.thalweg.trainer.guarantee;
