/**
 * What the page shows of answers: accuracy or errors by window and version, who serves which
 * version, and predicted numbers against true ones.
 *
 * <p>May depend on {@code section} beside it, {@code monitor.score} and {@code schemas}.
 */
package dev.thalweg.monitor.web.state.served;
