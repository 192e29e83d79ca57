/**
 * How a pipeline's topics come to be, on clusters that refuse some of their settings too.
 *
 * <p>May depend on {@code topics} and {@code schemas}. Invariant: a topic that is there stays as it
 * is.
 */
package dev.thalweg.topics.creation;
