/**
 * Why a picture is refused: the limits on what it may cost, and the sentence for its sender.
 *
 * <p>Depends on the Java platform alone. Invariant: a message says what to send instead and reveals
 * nothing about the service.
 */
package dev.thalweg.scorer.picture.refusal;
