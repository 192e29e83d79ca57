package dev.thalweg.benchmarks.run;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadInfo;
import java.lang.management.ThreadMXBean;
import java.util.function.Predicate;

/**
 * How much of the time some threads compute; the rest they wait, a stream thread for a commit above
 * all. Other work on the machine disturbs this less than it disturbs a rate.
 */
public final class CpuMeter {
  private static final String STREAM_THREAD = "-StreamThread-";
  private static final String EXCHANGE_THREAD = "exchange";

  private final ThreadMXBean threads = ManagementFactory.getThreadMXBean();
  private final Predicate<String> measured;
  private long startCpuNs;
  private long startNs;
  private double share = Double.NaN;

  /**
   * Of the stream threads of an application.
   *
   * @param application the application's id, with which the thread's name begins
   */
  public CpuMeter(String application) {
    this(name -> name.startsWith(application) && name.contains(STREAM_THREAD));
  }

  private CpuMeter(Predicate<String> measured) {
    this.measured = measured;
  }

  /** Of the threads that follow the merges of several learners, and average. */
  public static CpuMeter ofExchange() {
    return new CpuMeter(EXCHANGE_THREAD::equals);
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
      if (thread != null && measured.test(thread.getThreadName())) {
        sum += Math.max(0, threads.getThreadCpuTime(thread.getThreadId()));
      }
    }
    return sum;
  }
}
