/**
 * What an update learns from besides the samples of its minibatch as they are: older samples, and
 * pictures that are moved, turned and scaled.
 *
 * <p>Invariant: everything that is drawn is a function of the seed, the step, and the samples since
 * the last restart.
 */
package dev.thalweg.model.experience;
