/**
 * Reading that ends: a stretch of offsets ({@link dev.thalweg.topics.bounded.BoundedRead}), and on
 * top of it a whole topic ({@link dev.thalweg.topics.bounded.TopicScan}) and a partition backwards
 * from its end ({@link dev.thalweg.topics.bounded.PartitionTail}).
 *
 * <p>May depend on {@code topics}, {@code schemas} and kafka-clients. Invariant: a read knows the
 * offset at which it ends before it begins, and ends there, or fails with a sentence that names the
 * place.
 */
package dev.thalweg.topics.bounded;
