/**
 * How a pipeline's topics come to be, on clusters that refuse some of their settings too, and get
 * the settings that they need.
 *
 * <p>May depend on {@code topics} and {@code schemas}. Invariant: a topic that is there stays as it
 * is, unless an alteration is asked for.
 */
package dev.thalweg.topics.creation;
