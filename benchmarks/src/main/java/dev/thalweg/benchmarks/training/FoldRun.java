package dev.thalweg.benchmarks.training;

/**
 * What one fold over the samples came to.
 *
 * @param samplesPerSecond over the second half
 * @param cpuNsPerSample CPU time of the threads that learned, over the second half
 * @param exchangeNsPerSample CPU time of the thread that follows merges and makes them, over the
 *     second half; 0 for a single learner
 * @param processNsPerSample CPU time of the whole process, its broker included, over the second
 *     half
 * @param correct samples that were classified correctly before they were learned: the same number
 *     for the same fold
 */
public record FoldRun(
    long samplesPerSecond,
    long cpuNsPerSample,
    long exchangeNsPerSample,
    long processNsPerSample,
    long correct) {

  /** Of a single learner, by itself. */
  public FoldRun(long samplesPerSecond, long cpuNsPerSample, long correct) {
    this(samplesPerSecond, cpuNsPerSample, 0, cpuNsPerSample, correct);
  }
}
