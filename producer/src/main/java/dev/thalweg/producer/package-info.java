/**
 * Where examples come from and how they get into the pipeline: sources (IDX files, MNIST, generated
 * digits), their order over epochs, drift on demand, pacing, and the streams of samples, examples
 * and labels.
 *
 * <p>May depend on {@code dev.thalweg.schemas} and what it brings, and on the progress bar; the
 * sources themselves know nothing of Kafka. Invariant: the record at index i of a stream is a pure
 * function of the source, the order, the drift and i, so that a stream can be stopped anywhere and
 * resumed there.
 */
package dev.thalweg.producer;
