package dev.thalweg.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Sets slf4j-simple up by its system properties, before the first logger is made. */
final class Logging {
  private static final String PREFIX = "org.slf4j.simpleLogger.";

  private Logging() {}

  /** Ours from warnings on, libraries from errors on; everything from info on when verbose. */
  static void configure(boolean verbose) {
    set("showDateTime", "true");
    set("dateTimeFormat", "yyyy-MM-dd'T'HH:mm:ss.SSSXXX");
    set("showThreadName", "false");
    set("defaultLogLevel", verbose ? "info" : "error");
    set("log.dev.thalweg", verbose ? "info" : "warn");
    // Both warn at every start: of a setting that is made, and of topics that are being created.
    set("log.org.apache.kafka.streams.StreamsConfig", "error");
    set("log.org.apache.kafka.clients.NetworkClient", "error");
  }

  /** Keeps a terminal clean that something else is drawn on. */
  static void toFile(Path file) {
    try {
      Files.createDirectories(file.toAbsolutePath().getParent());
    } catch (IOException e) {
      return; // then the log stays on the terminal
    }
    set("logFile", file.toString());
    set("defaultLogLevel", "warn");
  }

  private static void set(String name, String value) {
    System.setProperty(PREFIX + name, value);
  }
}
