package dev.thalweg.benchmarks.run;

import dev.thalweg.model.kernel.Backend;

/**
 * What a figure depends on besides the program.
 *
 * @param cores that the virtual machine may use
 * @param jdk name and version of the Java virtual machine
 * @param backend native libraries and instruction set, see {@link Backend#describe}
 */
public record Machine(int cores, String os, String jdk, long maxHeapMiB, String backend) {

  public static Machine here() {
    return new Machine(
        Runtime.getRuntime().availableProcessors(),
        System.getProperty("os.name") + " " + System.getProperty("os.arch"),
        System.getProperty("java.vm.name") + " " + System.getProperty("java.vm.version"),
        Runtime.getRuntime().maxMemory() >> 20,
        Backend.describe());
  }

  @Override
  public String toString() {
    return "%d cores, %s, %s, %d MiB of heap, %s".formatted(cores, os, jdk, maxHeapMiB, backend);
  }
}
