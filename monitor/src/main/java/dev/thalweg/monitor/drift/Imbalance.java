package dev.thalweg.monitor.drift;

/**
 * One label is far too frequent.
 *
 * @param share its part of the latest labels, from 0 to 1
 * @param labels how many these were
 */
public record Imbalance(int label, double share, int labels) {}
