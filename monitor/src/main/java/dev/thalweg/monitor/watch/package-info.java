/**
 * Reading a pipeline's topics as they are written: {@link dev.thalweg.monitor.watch.Watch} shows
 * one to people or machines, {@link dev.thalweg.topics.TopicFollower} hands one to a listener; both
 * on {@link dev.thalweg.topics.TopicReader}.
 *
 * <p>May depend on {@code schemas}, kafka-clients and Jackson, not on the rest of the monitor.
 * Invariant: no record, whatever its bytes, ends the reading or is left out, except for repeats of
 * one that was shown, and what a filter asks to leave out.
 */
package dev.thalweg.monitor.watch;
