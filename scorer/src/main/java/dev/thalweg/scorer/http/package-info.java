/**
 * Scoring over HTTP: the Open Inference Protocol v2 for programs, {@code POST /classify} for
 * people.
 *
 * <p>{@link dev.thalweg.scorer.http.HttpService} puts its routes on a server of {@code
 * dev.thalweg.http}, which knows nothing of models. Here are the routes that tell of the service
 * and of models; {@code infer} reads the protocol's tensors, {@code classify} takes one image,
 * {@code models} finds what a request names, and {@code scoring} scores whatever waits as one
 * batch.
 *
 * <p>May depend on {@code dev.thalweg.scorer.models} and {@code .metrics}, {@code
 * dev.thalweg.http}, {@code snapshots}, {@code model} and jackson-core; nothing in {@code
 * dev.thalweg.scorer} depends on it. Invariant: an answer's version, sha256 and probabilities are
 * those of one {@link dev.thalweg.snapshots.ServedModel}.
 */
package dev.thalweg.scorer.http;
