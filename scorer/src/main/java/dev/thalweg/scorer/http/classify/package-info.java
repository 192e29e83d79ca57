/**
 * One image for a person: raw pixels, or a picture that a decoder makes pixels of.
 *
 * <p>May depend on {@code dev.thalweg.http.route}, {@code model}, {@code infer}, {@code scoring}
 * and {@code models} beside it. Invariant: pictures are decoded on threads of their own, and those
 * that wait are bounded.
 */
package dev.thalweg.scorer.http.classify;
