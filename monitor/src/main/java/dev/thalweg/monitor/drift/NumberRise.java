package dev.thalweg.monitor.drift;

/**
 * A rise of the errors of predicted numbers that the detector is sure of, in the targets' unit.
 *
 * @param before the mean absolute error before
 * @param after the same since
 * @param bound what an error counted as at most, in both
 */
public record NumberRise(double before, double after, double bound) {}
