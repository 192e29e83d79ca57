/**
 * What the page shows, as the topics tell it.
 *
 * <p>May depend on {@code schemas}, {@code mapping}, {@code monitor.score}, {@code
 * monitor.prequential} and Jackson. Invariant: every part is bounded, whatever the topics hold.
 */
package dev.thalweg.monitor.web.state;
