package dev.thalweg.benchmarks.training;

/**
 * What one fold over the samples came to.
 *
 * @param samplesPerSecond over the second half
 * @param cpuNsPerSample CPU time of the thread that learned, over the second half
 * @param correct samples that were classified correctly before they were learned: the same number
 *     for the same fold
 */
public record FoldRun(long samplesPerSecond, long cpuNsPerSample, long correct) {}
