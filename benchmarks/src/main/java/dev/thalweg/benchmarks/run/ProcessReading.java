package dev.thalweg.benchmarks.run;

import dev.thalweg.schemas.UserException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/** What the operating system knows of a running process. */
public final class ProcessReading {
  private static final Path PROC = Path.of("/proc");
  private static final String RESIDENT = "VmRSS:";

  private ProcessReading() {}

  /**
   * CPU time that a process has used, all its threads and the system's work for it included.
   *
   * @throws UserException when it has ended, or the system does not tell
   */
  public static Duration cpuTime(long pid) {
    return ProcessHandle.of(pid)
        .flatMap(process -> process.info().totalCpuDuration())
        .orElseThrow(
            () -> new UserException("The CPU time of process %d is not known.".formatted(pid)));
  }

  /**
   * Memory of a process that is in RAM, in KiB, shared pages such as those of class archives and
   * native libraries included.
   *
   * @throws UserException when it has ended
   */
  public static long residentKiB(long pid) {
    try {
      return residentKiB(Files.readString(PROC.resolve(pid + "/status")));
    } catch (IOException e) {
      throw new UserException("The memory of process %d is not known.".formatted(pid), e);
    }
  }

  /** The same from the text of {@code /proc/PID/status}, which says it as {@code VmRSS: N kB}. */
  static long residentKiB(String status) {
    return status
        .lines()
        .filter(line -> line.startsWith(RESIDENT))
        .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
        .findFirst()
        .orElseThrow(() -> new UserException("The system does not tell a process's memory."));
  }

  /**
   * Checks that memory can be read here.
   *
   * @throws UserException elsewhere than on Linux
   */
  public static void requireLinux() {
    if (!Files.isReadable(PROC.resolve("self/status"))) {
      throw new UserException(
          "Memory is read from /proc, which only Linux has: run this measurement there.");
    }
  }
}
