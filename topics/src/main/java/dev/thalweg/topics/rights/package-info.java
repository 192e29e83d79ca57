/**
 * What this user may do with topics: {@link dev.thalweg.topics.rights.TopicRight} is one right, and
 * has the sentence that says it is missing.
 *
 * <p>May depend on {@code schemas} and kafka-clients. Invariant: what is not told is not missing.
 */
package dev.thalweg.topics.rights;
