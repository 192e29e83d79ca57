/**
 * What people draw on the page, on its way through the topics.
 *
 * <p>May depend on {@code schemas} and kafka-clients. Invariant: a drawing waits for a bounded time
 * and among a bounded number.
 */
package dev.thalweg.monitor.web.drawing;
