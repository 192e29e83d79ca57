/**
 * Pictures that people send: {@link dev.thalweg.scorer.picture.PictureReader} makes an input of the
 * model out of a PNG, JPEG, GIF or BMP of any size, the way MNIST was made.
 *
 * <p>Depends on the Java platform and the packages within alone. Invariant: what a picture may cost
 * (memory, time) is bounded by {@link dev.thalweg.scorer.picture.refusal.PictureLimits} before any
 * of its pixels is decoded, and whatever the bytes are, the answer is an input or a {@link
 * dev.thalweg.scorer.picture.refusal.PictureException} whose message may be shown to a stranger.
 */
package dev.thalweg.scorer.picture;
