/**
 * The detectors of drift: plain classes from judgements to alarms, each with its state as bytes.
 *
 * <p>May depend on {@code dev.thalweg.monitor.state} and the Java platform alone. Invariant: what a
 * detector says is a function of what it was given, in its order; one that was written and read
 * back in between says the same.
 */
package dev.thalweg.monitor.drift;
