package dev.thalweg.benchmarks.scale;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;

/** Adds up the CPU time that this thread needs for something. */
final class CpuClock {
  private static final ThreadMXBean CPU = ManagementFactory.getThreadMXBean();

  private long nanos;

  void run(Runnable work) {
    long before = CPU.getCurrentThreadCpuTime();
    work.run();
    nanos += CPU.getCurrentThreadCpuTime() - before;
  }

  long nanos() {
    return nanos;
  }
}
