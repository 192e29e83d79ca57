/**
 * What this user may do with topics: {@link dev.thalweg.topics.rights.TopicRight} is one right, and
 * the sentence that says it is missing, {@link dev.thalweg.topics.rights.RightsWatch} notices that
 * one was taken away.
 *
 * <p>May depend on {@code topics}, {@code schemas} and kafka-clients. Invariant: what is not told
 * is not missing.
 */
package dev.thalweg.topics.rights;
