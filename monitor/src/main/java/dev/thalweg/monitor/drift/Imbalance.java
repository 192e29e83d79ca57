package dev.thalweg.monitor.drift;

/**
 * One label is far more frequent than it was.
 *
 * @param share its part of the latest labels, from 0 to 1
 * @param labels how many these were
 * @param before its part of what came before them
 */
public record Imbalance(int label, double share, int labels, double before) {}
