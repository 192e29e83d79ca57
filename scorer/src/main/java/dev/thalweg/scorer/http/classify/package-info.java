/**
 * One image for a person: raw pixels, or a picture that a decoder makes pixels of; as they are, in
 * a form, or in base64.
 *
 * <p>May depend on {@code dev.thalweg.http.route}, {@code model}, {@code infer}, {@code scoring}
 * and {@code models} beside it, and on jackson-core. Invariant: pictures are decoded on threads of
 * their own, and those that wait are bounded.
 */
package dev.thalweg.scorer.http.classify;
