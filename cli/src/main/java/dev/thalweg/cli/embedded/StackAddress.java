package dev.thalweg.cli.embedded;

import java.io.IOException;
import java.io.Reader;
import java.io.Writer;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;
import java.util.Properties;

/**
 * Where a running stack is reached, and by whom it is owned: what {@code stack.properties} says.
 *
 * @param bootstrapServer host and port of the broker
 * @param schemaRegistry URL of the registry's Confluent-compatible API
 * @param pid of the process that started the stack
 */
record StackAddress(String bootstrapServer, String schemaRegistry, long pid) {
  private static final String BOOTSTRAP_SERVER = "bootstrap.server";
  private static final String SCHEMA_REGISTRY = "schema.registry";
  private static final String PID = "pid";

  /** What {@code file} says; empty if it is not there, or is not a whole address. */
  static Optional<StackAddress> read(Path file) {
    Properties properties = new Properties();
    try (Reader reader = Files.newBufferedReader(file)) {
      properties.load(reader);
      return Optional.of(
          new StackAddress(
              required(properties, BOOTSTRAP_SERVER),
              required(properties, SCHEMA_REGISTRY),
              Long.parseLong(required(properties, PID))));
    } catch (IOException | IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  /** Writes {@code file} at one stroke: a reader sees all of it or nothing. */
  void write(Path file) throws IOException {
    Properties properties = new Properties();
    properties.setProperty(BOOTSTRAP_SERVER, bootstrapServer);
    properties.setProperty(SCHEMA_REGISTRY, schemaRegistry);
    properties.setProperty(PID, Long.toString(pid));
    Path fresh = file.resolveSibling(file.getFileName() + ".new");
    try (Writer writer = Files.newBufferedWriter(fresh)) {
      properties.store(writer, "The embedded stack that runs on this directory.");
    }
    Files.move(fresh, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
  }

  /** Whether the owner lives and both services answer; takes some seconds at most. */
  boolean isServing() {
    return ownerLives() && Ports.accepts(brokerPort()) && RegistryProbe.answers(schemaRegistry);
  }

  boolean ownerLives() {
    return ProcessHandle.of(pid).map(ProcessHandle::isAlive).orElse(false);
  }

  int brokerPort() {
    return Integer.parseInt(bootstrapServer.substring(bootstrapServer.lastIndexOf(':') + 1));
  }

  int registryPort() {
    return URI.create(schemaRegistry).getPort();
  }

  private static String required(Properties properties, String key) {
    String value = properties.getProperty(key);
    if (value == null) {
      throw new IllegalArgumentException(key);
    }
    return value;
  }
}
