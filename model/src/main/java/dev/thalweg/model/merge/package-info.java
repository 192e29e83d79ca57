/**
 * What several learners of one network exchange: their weights, and the sum of what they learned.
 *
 * <p>May depend on {@code model} and its other packages. Invariant: a merge is a function of the
 * bits that go in and of their order, on any machine.
 */
package dev.thalweg.model.merge;
