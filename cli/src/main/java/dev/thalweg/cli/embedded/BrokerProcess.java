package dev.thalweg.cli.embedded;

import dev.thalweg.cli.embedded.child.ChildAnswer;
import dev.thalweg.cli.embedded.child.Lifeline;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.net.BindException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.utils.Exit;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.metadata.storage.Formatter;

/**
 * A child's main class: one KRaft broker on loopback. Arguments: the data directory and the port, 0
 * for a free one.
 *
 * <p>Says on standard output, once, {@code READY port} when clients can come or {@code FAILED
 * sentence} when they never will; everything else goes to standard error. Ends at the end of
 * standard input and on SIGTERM, within 5 s; status 1 when it could not start or had to give up.
 */
public final class BrokerProcess {
  /** With less a broker can write nothing. */
  private static final long ROOM_MIN = 1 << 20;

  private static final Duration EXIT_MAX = Duration.ofSeconds(5);

  /** What its sentence has where another process has its port. */
  static final String PORT_TAKEN = "its port is in use";

  /** How long a predecessor that lost its parent may take to let go of the data directory. */
  private static final Duration LOCK_WAIT_MAX = Duration.ofSeconds(10);

  private final PrintStream answers;
  private final Path directory;
  private KafkaRaftServer server;

  private BrokerProcess(PrintStream answers, Path directory) {
    this.answers = answers;
    this.directory = directory;
  }

  public static void main(String[] args) {
    Locale.setDefault(Locale.ROOT); // libraries read settings in the default locale, too
    PrintStream answers = ChildAnswer.takeStandardOutput();
    if (args.length != 2) {
      ChildAnswer.FAILED.say(answers, "the broker takes two arguments: DIRECTORY PORT.");
      Runtime.getRuntime().halt(1);
    }
    Lifeline.attach(System.in, EXIT_MAX);
    BrokerProcess process = new BrokerProcess(answers, Path.of(args[0]).toAbsolutePath());
    process.guardExits();
    try {
      process.run(Integer.parseInt(args[1]));
    } catch (Throwable e) { // an Error at start, say of a missing class, must not leave a torso
      process.giveUp(e);
    }
  }

  private void run(int wantedPort) throws Exception {
    Files.createDirectories(directory);
    DirectoryLock lock =
        DirectoryLock.acquire(directory.resolve("process.lock"), LOCK_WAIT_MAX)
            .orElseThrow(() -> new IOException("another broker runs on this directory"));
    List<Integer> free = Ports.free(2);
    int port = wantedPort == 0 ? free.get(0) : wantedPort;
    format();
    KafkaConfig config =
        KafkaConfig.fromProps(BrokerSettings.of(directory, port, free.get(1)), false);
    server = new KafkaRaftServer(config, Time.SYSTEM);
    server.startup();
    Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(lock), "broker-stop"));
    ChildAnswer.READY.say(answers, Integer.toString(port));
    server.awaitShutdown();
  }

  private void stop(DirectoryLock lock) {
    server.shutdown();
    server.awaitShutdown();
    lock.close();
  }

  /** Gives a fresh directory its identity; one that has it keeps it. */
  private void format() throws Exception {
    if (Files.exists(directory.resolve("meta.properties"))) {
      return;
    }
    PrintStream silent =
        new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8);
    new Formatter()
        .setPrintStream(silent)
        .setClusterId(Uuid.randomUuid().toString())
        .setNodeId(BrokerSettings.NODE_ID)
        .setDirectories(List.of(directory.toString()))
        .setMetadataLogDirectory(directory.toString())
        .setControllerListenerName(BrokerSettings.CONTROLLER_LISTENER)
        .setIgnoreFormatted(true)
        .run();
  }

  /** Kafka asks for an exit at a fatal fault: that ends this process at once and says so. */
  private void guardExits() {
    Exit.setExitProcedure(this::fatal);
    Exit.setHaltProcedure(this::fatal);
  }

  private void fatal(int status, String message) {
    String reason = message == null ? "a fatal fault; its log says which" : message;
    if (isDiskFull()) {
      reason = "there is no room on the disk of " + directory + ": make some, and start it again";
    }
    ChildAnswer.FAILED.say(answers, "The embedded broker stopped itself: " + reason + ".");
    System.err.println("The broker stopped itself (status " + status + "): " + reason);
    Runtime.getRuntime().halt(status == 0 ? 1 : status);
  }

  private void giveUp(Throwable failure) {
    failure.printStackTrace();
    ChildAnswer.FAILED.say(answers, sentence(failure));
    // The threads of a half-started server are not daemons: without this the process would stay.
    Lifeline.haltAfter(EXIT_MAX, 1);
    if (server != null) {
      try {
        server.shutdown();
      } catch (RuntimeException e) {
        System.err.println("And what had been started could not be stopped: " + e);
      }
    }
    Runtime.getRuntime().halt(1);
  }

  private String sentence(Throwable failure) {
    Throwable cause = failure;
    while (cause.getCause() != null && !(cause instanceof BindException)) {
      cause = cause.getCause();
    }
    String reason = cause.getMessage() == null ? cause.toString() : cause.getMessage();
    if (cause instanceof BindException) { // whose message is in the operating system's language
      reason = PORT_TAKEN + " (" + failure.getMessage() + ": " + reason + ")";
    }
    if (isDiskFull()) { // which the failure need not say
      reason =
          "No space left on device: make room on its disk, or give another --dir (" + reason + ")";
    }
    return "The embedded broker cannot start on " + directory + ": " + oneLine(reason);
  }

  private boolean isDiskFull() {
    return directory.toFile().getUsableSpace() < ROOM_MIN;
  }

  private static String oneLine(String text) {
    return text.replaceAll("\\s+", " ").strip();
  }
}
