/**
 * The page in the browser: what the topics say, drawn live, and a digit that goes through them.
 *
 * <p>{@link dev.thalweg.monitor.web.PageService} holds it together. {@link
 * dev.thalweg.monitor.web.PageTopics} follows the topics into {@link
 * dev.thalweg.monitor.web.state.PageState}, whose changes {@link dev.thalweg.monitor.web.EventLog}
 * tells every open page; {@link dev.thalweg.monitor.web.drawing.Drawings} sends what people draw
 * through {@code examples} and what they say it was into {@code labels} and {@code samples}. {@link
 * dev.thalweg.monitor.web.PageRoutes} is put on a server of {@code dev.thalweg.http}.
 *
 * <p>May depend on {@code dev.thalweg.monitor.watch}, {@code schemas}, {@code topics}, {@code
 * metrics}, {@code http}, kafka-clients and Jackson; nothing else in the monitor depends on it.
 * Invariant: whatever the topics hold and whoever asks, memory is bounded: points, events, clients,
 * drawings and bodies each have a limit.
 */
package dev.thalweg.monitor.web;
