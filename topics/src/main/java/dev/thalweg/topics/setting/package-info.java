/**
 * What a user sets of a pipeline's topics, and how a cluster's are held against what is needed.
 *
 * <p>May depend on {@code schemas} only.
 */
package dev.thalweg.topics.setting;
