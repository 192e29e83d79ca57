/**
 * How numbers stand in the monitor's stores and internal topics.
 *
 * <p>May depend on the Java platform alone. Invariant: what is written is read back as it was.
 */
package dev.thalweg.monitor.state;
