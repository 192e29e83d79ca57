/**
 * What the trainer's minibatches say of the stream before they are learned: test, then train.
 *
 * <p>May depend on {@code schemas} and {@code monitor.score}.
 */
package dev.thalweg.monitor.prequential;
