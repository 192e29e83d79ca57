package dev.thalweg.cli.terminal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.slf4j.ILoggerFactory;
import org.slf4j.LoggerFactory;

/** Sets slf4j-simple up by its system properties, before the first logger is made. */
public final class Logging {
  private static final String PREFIX = "org.slf4j.simpleLogger.";

  /**
   * They log failures that end a service, of which the command says a sentence, or that it mends.
   */
  private static final List<String> ENDINGS =
      List.of(
          "io.confluent.kafka.schemaregistry.client.rest.RestService",
          "org.apache.kafka.clients.Metadata",
          "org.apache.kafka.clients.consumer.internals.ConsumerCoordinator",
          "org.apache.kafka.streams.KafkaStreams",
          "org.apache.kafka.streams.errors.LogAndFailProcessingExceptionHandler",
          "org.apache.kafka.streams.processor.internals.ProcessorNode",
          "org.apache.kafka.streams.processor.internals.ProcessorStateManager",
          "org.apache.kafka.streams.processor.internals.RecordCollectorImpl",
          "org.apache.kafka.streams.processor.internals.StreamTask",
          "org.apache.kafka.streams.processor.internals.StreamThread",
          "org.apache.kafka.streams.processor.internals.TaskExecutor",
          "org.apache.kafka.streams.processor.internals.TaskManager");

  private Logging() {}

  /** Ours from warnings on, libraries from errors on; everything from info on when verbose. */
  public static void configure(boolean verbose) {
    set("showDateTime", "true");
    set("dateTimeFormat", "yyyy-MM-dd'T'HH:mm:ss.SSSXXX");
    set("showThreadName", "false");
    set("defaultLogLevel", verbose ? "info" : "error");
    set("log.dev.thalweg", verbose ? "info" : "warn");
    // Both warn at every start: of a setting that is made, and of topics that are being created.
    set("log.org.apache.kafka.streams.StreamsConfig", "error");
    set("log.org.apache.kafka.clients.NetworkClient", "error");
    ENDINGS.forEach(logger -> set("log." + logger, verbose ? "info" : "off"));
    set("log.org.eclipse.jetty", "error"); // it warns with whatever strangers send
  }

  /**
   * To be called before a second thread is started that may log: slf4j warns of what is logged
   * while the first logger is being made.
   */
  public static void begin() {
    ILoggerFactory unused = LoggerFactory.getILoggerFactory();
  }

  /** Keeps a terminal clean that something else is drawn on. */
  public static void toFile(Path file) {
    try {
      Files.createDirectories(file.toAbsolutePath().getParent());
    } catch (IOException e) {
      return; // then the log stays on the terminal
    }
    set("logFile", file.toString());
    set("defaultLogLevel", "warn");
    ENDINGS.forEach(logger -> set("log." + logger, "warn"));
  }

  private static void set(String name, String value) {
    System.setProperty(PREFIX + name, value);
  }
}
