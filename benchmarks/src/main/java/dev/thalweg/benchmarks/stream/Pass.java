package dev.thalweg.benchmarks.stream;

/**
 * What one pass came to.
 *
 * @param learner that of Thalweg, or one of MOA's or Smile's with its name there
 * @param rows of the file
 * @param accuracy of the class that was predicted of each before it was learned, 0 to 1
 * @param cpuSeconds of the thread that read and learned, from the file's first row to its last; of
 *     a trainer from the log, seconds by the clock
 */
public record Pass(String learner, long rows, double accuracy, double cpuSeconds) {

  /** Rows per second of CPU time. */
  public double getRowsPerSecond() {
    return rows / cpuSeconds;
  }
}
