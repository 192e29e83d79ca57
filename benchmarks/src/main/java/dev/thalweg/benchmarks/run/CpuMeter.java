package dev.thalweg.benchmarks.run;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadInfo;
import java.lang.management.ThreadMXBean;

/**
 * How much of the time the stream thread computes; the rest it waits, for a commit above all. Other
 * work on the machine disturbs this less than it disturbs a rate.
 */
public final class CpuMeter {
  private static final String STREAM_THREAD = "-StreamThread-";

  private final ThreadMXBean threads = ManagementFactory.getThreadMXBean();
  private final String application;
  private long startCpuNs;
  private long startNs;
  private double share = Double.NaN;

  /**
   * Of the stream threads of an application.
   *
   * @param application the application's id, with which the thread's name begins
   */
  public CpuMeter(String application) {
    this.application = application;
  }

  public void start() {
    startCpuNs = cpuNs();
    startNs = System.nanoTime();
  }

  public void stop() {
    share = (double) (cpuNs() - startCpuNs) / (System.nanoTime() - startNs);
  }

  /** CPU time by time, between start and stop. */
  public double share() {
    return share;
  }

  private long cpuNs() {
    long sum = 0;
    for (ThreadInfo thread : threads.getThreadInfo(threads.getAllThreadIds())) {
      if (thread != null
          && thread.getThreadName().startsWith(application)
          && thread.getThreadName().contains(STREAM_THREAD)) {
        sum += Math.max(0, threads.getThreadCpuTime(thread.getThreadId()));
      }
    }
    return sum;
  }
}
