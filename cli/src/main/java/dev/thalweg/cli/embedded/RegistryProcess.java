package dev.thalweg.cli.embedded;

import dev.thalweg.cli.embedded.child.ChildAnswer;
import dev.thalweg.cli.embedded.child.Lifeline;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.jar.Attributes;
import java.util.jar.JarFile;
import java.util.jar.Manifest;

/**
 * A child's main class: Apicurio Registry on loopback, with its data in a file of the working
 * directory. Arguments: the registry's runner jar, which is on the class path too, the port and the
 * port of its management interface.
 *
 * <p>Says {@code FAILED sentence} on standard output when it cannot start; that it is ready is seen
 * by asking it over HTTP. Ends at the end of standard input and on SIGTERM, within 5 s.
 */
public final class RegistryProcess {
  private static final Duration EXIT_MAX = Duration.ofSeconds(5);

  /** How long a predecessor that lost its parent may take to let go of the data. */
  private static final Duration LOCK_WAIT_MAX = Duration.ofSeconds(10);

  /** Held until this process ends, and here, for a collected channel would give it up. */
  @SuppressWarnings("unused")
  private static DirectoryLock lock;

  private RegistryProcess() {}

  public static void main(String[] args) {
    Locale.setDefault(Locale.ROOT); // libraries read settings in the default locale, too
    PrintStream answers = ChildAnswer.takeStandardOutput();
    if (args.length != 3) {
      ChildAnswer.FAILED.say(answers, "the registry takes arguments: JAR PORT MANAGEMENT-PORT.");
      Runtime.getRuntime().halt(1);
    }
    Lifeline.attach(System.in, EXIT_MAX);
    try {
      lock = lock();
      settings(args[1], args[2]).forEach(System::setProperty);
      runMainOf(Path.of(args[0]));
    } catch (Exception | LinkageError e) {
      e.printStackTrace();
      ChildAnswer.FAILED.say(
          answers, "The embedded registry cannot start: " + rootOf(e).getMessage());
      Runtime.getRuntime().halt(1);
    }
  }

  private static DirectoryLock lock() throws IOException, InterruptedException {
    return DirectoryLock.acquire(Path.of("process.lock"), LOCK_WAIT_MAX)
        .orElseThrow(() -> new IOException("another registry runs on this directory."));
  }

  /**
   * The settings as system properties, which Quarkus puts above environment and files. The
   * management port must be given: it cannot be switched off and would be 9000 on all interfaces.
   */
  static Map<String, String> settings(String port, String managementPort) {
    return Map.ofEntries(
        Map.entry("java.util.logging.manager", "org.jboss.logmanager.LogManager"),
        Map.entry("quarkus.http.host", Ports.HOST),
        Map.entry("quarkus.http.port", port),
        Map.entry("quarkus.management.host", Ports.HOST),
        Map.entry("quarkus.management.port", managementPort),
        Map.entry("quarkus.banner.enabled", "false"),
        // It has no files to serve, and would leave a folder among the temporary ones when killed.
        Map.entry("quarkus.vertx.caching", "false"),
        Map.entry("quarkus.vertx.classpath-resolving", "false"),
        // A line per request would let the log grow with use.
        Map.entry("quarkus.http.access-log.enabled", "false"),
        Map.entry("quarkus.log.category.\"io.apicurio\".level", "WARN"),
        Map.entry("quarkus.log.category.\"io.quarkus\".level", "WARN"),
        // Relative to the working directory: a ';' in an absolute path would end the path for H2.
        // WRITE_DELAY=0, because H2 by default loses the last half second when it is killed, and
        // records may already carry a schema id that was given out in it.
        Map.entry("apicurio.datasource.url", "jdbc:h2:file:./registry;WRITE_DELAY=0"),
        Map.entry("apicurio.datasource.jdbc.initial-size", "1"),
        Map.entry("apicurio.datasource.jdbc.min-size", "1"),
        Map.entry("apicurio.datasource.jdbc.max-size", "8"),
        // Logs are replayed from offset 0, so a schema must read all that came before it.
        Map.entry("apicurio.rules.global.compatibility", "BACKWARD_TRANSITIVE"));
  }

  /**
   * The one place for reflection here: the jar is not a dependency of this module's compilation.
   */
  private static void runMainOf(Path jar) throws IOException, ReflectiveOperationException {
    String mainClass;
    try (JarFile file = new JarFile(jar.toFile())) {
      Manifest manifest = file.getManifest();
      mainClass =
          manifest == null
              ? null
              : manifest.getMainAttributes().getValue(Attributes.Name.MAIN_CLASS);
    }
    if (mainClass == null) {
      throw new IOException(jar + " names no main class; unpack the registry again.");
    }
    Class.forName(mainClass).getMethod("main", String[].class).invoke(null, (Object) new String[0]);
  }

  private static Throwable rootOf(Throwable failure) {
    Throwable root = failure;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    return root;
  }
}
