package dev.thalweg.cli.embedded;

import dev.thalweg.cli.embedded.child.ChildJvm;
import dev.thalweg.cli.embedded.child.ChildProcess;
import dev.thalweg.cli.embedded.child.Deadline;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.BooleanSupplier;

/** Launches {@link StubChild}, and waits for what it does. */
final class StubChildren {
  private static final Duration WAIT_MAX = Duration.ofSeconds(20);

  private StubChildren() {}

  static ChildProcess launch(Path directory, String... arguments) {
    return ChildProcess.launch(
        new ChildJvm(
            "stub",
            List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Xmx32m"),
            Installation.classPathWithout(Path.of("none"), System.getProperty("java.class.path")),
            StubChild.class,
            List.of(arguments),
            directory,
            directory.resolve("stub.log")));
  }

  static boolean lives(ChildProcess child) {
    return ProcessHandle.of(child.pid()).map(ProcessHandle::isAlive).orElse(false);
  }

  /** Whether {@code condition} came true before a bound that only a defect reaches. */
  static boolean eventually(BooleanSupplier condition) throws InterruptedException {
    Deadline deadline = Deadline.in(WAIT_MAX);
    while (!condition.getAsBoolean() && !deadline.isOver()) {
      Thread.sleep(20);
    }
    return condition.getAsBoolean();
  }
}
