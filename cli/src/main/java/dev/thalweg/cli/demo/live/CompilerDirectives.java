package dev.thalweg.cli.demo.live;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.management.JMException;
import javax.management.ObjectName;

/**
 * Tells HotSpot what to optimize in a short demo. It is over in seconds, on a machine that all
 * services share, and C2 takes a quarter of that, much of it for code that then runs for a second.
 * So C2 compiles the network's arithmetic, where it is many times faster, and leaves the rest to
 * C1.
 */
public final class CompilerDirectives {
  private static final String DIRECTIVES =
      """
      [
        { match: "dev/thalweg/model*.*", c2: { Exclude: false } },
        { match: "*.*", c2: { Exclude: true } }
      ]
      """;

  /** Of more samples, what C2 brings by the end is worth what it takes. */
  private static final long SAMPLES_MAX = 300_000;

  private CompilerDirectives() {}

  /** For a demo of so many samples, which has not begun. */
  public static void forSamples(long samples) {
    if (samples <= SAMPLES_MAX) {
      optimizeArithmetic();
    }
  }

  /** For this process, from now on; without effect on another virtual machine. */
  static void optimizeArithmetic() {
    try {
      Path file = Files.createTempFile("thalweg", ".json");
      try {
        Files.writeString(file, DIRECTIVES, UTF_8);
        Object unused = command("compilerDirectivesAdd", file.toString());
      } finally {
        Files.delete(file);
      }
    } catch (IOException | JMException e) {
      return; // it is as fast as it is
    }
  }

  /** What a diagnostic command of HotSpot prints. */
  static Object command(String name, String... arguments) throws JMException {
    Object[] parameters = arguments.length == 0 ? new Object[0] : new Object[] {arguments};
    String[] signature =
        arguments.length == 0 ? new String[0] : new String[] {String[].class.getName()};
    return ManagementFactory.getPlatformMBeanServer()
        .invoke(
            new ObjectName("com.sun.management:type=DiagnosticCommand"),
            name,
            parameters,
            signature);
  }
}
