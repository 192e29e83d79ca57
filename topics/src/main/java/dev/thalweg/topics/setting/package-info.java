/**
 * What a user sets of a pipeline's topics, and how a cluster's are held against what is needed; and
 * the names of a service's transactions.
 *
 * <p>May depend on {@code schemas} only.
 */
package dev.thalweg.topics.setting;
