/**
 * What is learned: replays, drift and restarts, the soak, and long streams over the fold without a
 * broker ({@code *OverLearnerTest}).
 *
 * <p>May depend on {@code command}, {@code process} and {@code stack}. Invariant: each test fixes
 * its stream by a seed, so that it learns the same each time.
 */
package dev.thalweg.integration.learning;
