/**
 * What is promised of an image when a scorer dies: at least once, or exactly once.
 *
 * <p>May depend on {@code topics} and kafka-clients. Invariant: an image's offset is never
 * committed before what was made of it.
 */
package dev.thalweg.scorer.delivery;
