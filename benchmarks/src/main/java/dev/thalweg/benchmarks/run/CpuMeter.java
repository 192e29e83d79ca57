package dev.thalweg.benchmarks.run;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadInfo;
import java.lang.management.ThreadMXBean;
import java.util.function.LongSupplier;
import java.util.function.Predicate;

/**
 * How much of the time some threads compute; the rest they wait, a stream thread for a commit above
 * all. Other work on the machine disturbs this less than it disturbs a rate.
 */
public final class CpuMeter {
  private static final String STREAM_THREAD = "-StreamThread-";
  private static final String EXCHANGE_THREAD = "exchange";

  private final LongSupplier cpuNs;
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
    this(() -> cpuNs(measured));
  }

  private CpuMeter(LongSupplier cpuNs) {
    this.cpuNs = cpuNs;
  }

  /** Of the threads that follow the merges of several learners, and average. */
  public static CpuMeter ofExchange() {
    return new CpuMeter(EXCHANGE_THREAD::equals);
  }

  /** Of all threads of this process, the virtual machine's own included. */
  public static CpuMeter ofProcess() {
    return ManagementFactory.getOperatingSystemMXBean() instanceof OperatingSystemMXBean process
        ? new CpuMeter(process::getProcessCpuTime)
        : new CpuMeter(() -> 0);
  }

  public void start() {
    startCpuNs = cpuNs.getAsLong();
    startNs = System.nanoTime();
  }

  public void stop() {
    share = (double) (cpuNs.getAsLong() - startCpuNs) / (System.nanoTime() - startNs);
  }

  /** CPU time by time, between start and stop. */
  public double share() {
    return share;
  }

  private static long cpuNs(Predicate<String> measured) {
    ThreadMXBean threads = ManagementFactory.getThreadMXBean();
    long sum = 0;
    for (ThreadInfo thread : threads.getThreadInfo(threads.getAllThreadIds())) {
      if (thread != null && measured.test(thread.getThreadName())) {
        sum += Math.max(0, threads.getThreadCpuTime(thread.getThreadId()));
      }
    }
    return sum;
  }
}
