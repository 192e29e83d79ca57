/**
 * What several learners come to, without a cluster: the accuracy of many that train one model, what
 * their rounds and merges cost, and how many bytes their records have.
 *
 * <p>May depend on everything but a broker. Invariant: rounds, merges and records are the trainer's
 * own; nothing here decides what is learned.
 */
package dev.thalweg.benchmarks.scale;
