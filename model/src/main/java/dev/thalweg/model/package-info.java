/**
 * The learner and the classifier: test-then-train steps, and scoring, over one forward pass. What
 * they are made of is in the subpackages. Nothing here knows of Kafka, Avro or files; {@code
 * dev.thalweg.model.export} writes networks to files.
 *
 * <p>May depend on ND4J and its native libraries alone. Invariant: what is computed is a function
 * of the configuration, the samples and the {@linkplain dev.thalweg.model.kernel.Backend backend}:
 * the same seed and the same samples give the same bits in every process. Matrix products run in
 * native code on one thread; everything element by element is Java, whose floating point is exact
 * by specification, with {@link java.lang.StrictMath} where a function is needed.
 */
package dev.thalweg.model;
