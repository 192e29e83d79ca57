package dev.thalweg.cli.embedded;

import dev.thalweg.cli.embedded.child.ChildAnswer;
import dev.thalweg.cli.embedded.child.Lifeline;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;

/** A child that behaves, or misbehaves, as its first argument says. */
final class StubChild {
  @SuppressWarnings("unused") // a collected channel would give the lock up
  private static DirectoryLock lock;

  private StubChild() {}

  public static void main(String[] args) throws Exception {
    PrintStream answers = ChildAnswer.takeStandardOutput();
    switch (args[0]) {
      case "obedient" -> Lifeline.attach(System.in, Duration.ofSeconds(5));
      case "slow-to-exit" -> {
        Runtime.getRuntime().addShutdownHook(new Thread(StubChild::hang));
        Lifeline.attach(System.in, Duration.ofMillis(200));
      }
      case "deaf" -> answers.println("a warning of the virtual machine");
      case "failing" -> ChildAnswer.FAILED.say(answers, "The port is gone.");
      case "crashing" -> {
        System.err.println("the last words");
        Runtime.getRuntime().halt(7);
      }
      case "locking" -> lock = DirectoryLock.tryAcquire(Path.of(args[1])).orElseThrow();
      default -> throw new IllegalArgumentException(args[0]);
    }
    ChildAnswer.READY.say(answers, "4711");
    hang();
  }

  private static void hang() {
    try {
      new CountDownLatch(1).await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
