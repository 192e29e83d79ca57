/**
 * Inference as the Open Inference Protocol v2 has it: reads the tensors of a request, token by
 * token or, in binary, number by number, and writes those of the answer.
 *
 * <p>May depend on {@code dev.thalweg.http.route}, {@code model}, {@code snapshots}, the module
 * {@code mapping}, {@code dev.thalweg.scorer.mapping}, {@code scoring} and {@code models} beside
 * it. Invariant: of a request no more numbers are kept than it may have of examples.
 */
package dev.thalweg.scorer.http.infer;
