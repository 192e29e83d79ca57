package dev.thalweg.integration.stack;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.thalweg.schemas.Connection;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The containers of docker-compose.yml, under a project name and on ports of their own. */
final class Compose implements AutoCloseable {
  static final Path FILE = Path.of("..", "docker-compose.yml");

  /** Of other people's making. */
  private static final List<String> NEEDED = List.of("kafka", "registry");

  /** Those that have the program's image, first the one that all others wait for. */
  private static final List<String> OWN =
      List.of("topics", "trainer", "scorer", "monitor", "producer", "examples");

  /** They live for a minute or two: C2 would cost more than it gives, as in the other tests. */
  private static final String C1 = "-XX:TieredStopAtLevel=1";

  /** The first leaves the classes that it had to load for all others, in the volume they share. */
  private static final String ARCHIVED =
      " -XX:+AutoCreateSharedArchive -XX:SharedArchiveFile=/var/lib/thalweg/classes.jsa"
          + " -Xlog:cds=off -Xlog:cds+dynamic=off";

  private static final long MINUTES_MAX = 6;

  private final Path home;
  private final Map<String, String> environment;
  private final String project = "thalweg-it-" + ProcessHandle.current().pid();
  private final int kafkaPort = FreePort.find();
  private final int registryPort = FreePort.find();
  private final int httpPort = FreePort.find();

  /**
   * @param home for what the commands say
   * @param environment the variables of the file
   */
  Compose(Path home, Map<String, String> environment) {
    this.home = home;
    this.environment = new HashMap<>(environment);
    this.environment.put("KAFKA_PORT", Integer.toString(kafkaPort));
    this.environment.put("REGISTRY_PORT", Integer.toString(registryPort));
    this.environment.put("HTTP_PORT", Integer.toString(httpPort));
    this.environment.put("PAGE_PORT", Integer.toString(FreePort.find()));
  }

  static boolean isInstalled() {
    try {
      return new ProcessBuilder("docker", "compose", "version")
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start()
              .waitFor()
          == 0;
    } catch (IOException e) {
      return false;
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  /** Builds the image once: with {@code up --build} each service that has it would. */
  void up() {
    compose("build", OWN.get(0));
    compose("up", "--detach", "--no-build");
  }

  Connection connection() {
    return new Connection(
        "localhost:" + kafkaPort,
        "http://localhost:%d/apis/ccompat/v7".formatted(registryPort),
        Map.of(),
        true);
  }

  /** Where the scorer answers. */
  URI http() {
    return URI.create("http://localhost:" + httpPort);
  }

  /** The ids of a service's containers. */
  List<String> containers(String service) {
    return compose("ps", "--all", "--quiet", service).lines().toList();
  }

  /** kill -9 for all its processes, and a start. */
  void killAndStart(String container) {
    run(List.of("docker", "kill", container));
    run(List.of("docker", "start", container));
  }

  String logs(String... services) {
    List<String> command = new ArrayList<>(List.of("logs", "--no-color"));
    command.addAll(List.of(services));
    return compose(command.toArray(String[]::new));
  }

  private String compose(String... arguments) {
    List<String> command = new ArrayList<>(List.of("docker", "compose", "--file"));
    command.addAll(List.of(FILE.toString(), "--file", overrides().toString()));
    command.addAll(List.of("--project-directory", FILE.getParent().toString()));
    command.addAll(List.of("--project-name", project));
    command.addAll(List.of(arguments));
    return run(command);
  }

  /** What the tests change in the file: how its programs are compiled. */
  private Path overrides() {
    Stream<String> services =
        Stream.concat(
            NEEDED.stream().map(service -> override(service, C1)),
            OWN.stream().map(service -> override(service, C1 + ARCHIVED)));
    String file = services.collect(Collectors.joining("\n", "services:\n", "\n"));
    try {
      return Files.writeString(home.resolve("overrides.yml"), file, UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String override(String service, String flags) {
    return "  %s: {environment: {JAVA_TOOL_OPTIONS: \"%s\"}}".formatted(service, flags);
  }

  private String run(List<String> command) {
    try {
      Path out = Files.createTempFile(home, "docker", ".txt");
      ProcessBuilder builder =
          new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(out.toFile());
      builder.environment().putAll(environment);
      Process process = builder.start();
      if (!process.waitFor(MINUTES_MAX, TimeUnit.MINUTES) || process.exitValue() != 0) {
        process.destroyForcibly();
        throw new AssertionError(command + " failed:\n" + Files.readString(out, UTF_8));
      }
      return Files.readString(out, UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  @Override
  public void close() {
    compose("down", "--volumes", "--timeout", "5");
  }
}
