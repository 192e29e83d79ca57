/**
 * Scoring over HTTP: the Open Inference Protocol v2 for programs, {@code POST /classify} for
 * people.
 *
 * <p>{@link dev.thalweg.scorer.http.HttpService} holds the server. A request is routed, let in or
 * not, and its body is read, all without a thread that waits; its images join the queue of {@link
 * dev.thalweg.scorer.http.Coalescer}, whose one thread scores whatever waits as one batch and
 * answers.
 *
 * <p>May depend on {@code dev.thalweg.scorer} and its {@code metrics}, {@code model}, Jetty and
 * jackson-core; nothing in {@code dev.thalweg.scorer} depends on it. Invariant: an answer's
 * version, sha256 and probabilities are those of one {@link dev.thalweg.snapshots.ServedModel}; and
 * whatever a client sends, what is held for it is within {@link
 * dev.thalweg.scorer.http.HttpLimits}.
 */
package dev.thalweg.scorer.http;
