/**
 * What scorers serve: exactly once, over HTTP, pinned, behind the gate, and exported.
 *
 * <p>May depend on {@code command}, {@code process} and {@code stack}. Invariant: what a prediction
 * says of its snapshot is compared with the snapshot itself.
 */
package dev.thalweg.integration.scoring;
