/**
 * The drift of each model, and the sentences of its alarms; the detectors themselves are in {@code
 * monitor.drift}.
 *
 * <p>May depend on {@code monitor.drift}, {@code monitor.join}, {@code monitor.accuracy}, {@code
 * monitor.score} and Kafka Streams. Invariant: one change leads to one alarm.
 */
package dev.thalweg.monitor.alarm;
