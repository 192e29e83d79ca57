/**
 * Where examples come from: IDX files, MNIST, digits that the program draws.
 *
 * <p>May depend on the Java platform and on the example's format and errors of {@code schemas};
 * knows nothing of Kafka. Invariant: the example at an index is always the same.
 */
package dev.thalweg.producer.source;
