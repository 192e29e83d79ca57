package dev.thalweg.integration.guarantee;

import static org.assertj.core.api.Assertions.assertThat;

import dev.thalweg.integration.ThalwegProcess;
import dev.thalweg.schemas.Connection;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;

/** {@code thalweg up} on a directory, always on the same ports, and what can befall it. */
final class Stack implements AutoCloseable {
  static final Duration LONG = Duration.ofMinutes(2);

  private static final String BROKER = "dev.thalweg.cli.embedded.BrokerProcess";
  private static final Pattern CONNECT =
      Pattern.compile(
          "Connect +--bootstrap-server (\\S+:(\\d+)) --schema-registry (\\S+:(\\d+)\\S*)");

  private final Path home;
  private String kafkaPort = "0";
  private String registryPort = "0";
  private Connection connection;
  private ThalwegProcess up;

  Stack(Path home) {
    this.home = home;
    start();
  }

  /** Starts it on the directory, and on the ports that it had before. */
  void start() {
    List<String> args = new ArrayList<>(List.of("up", "--dir", home.resolve("stack").toString()));
    args.addAll(List.of("--kafka-port", kafkaPort, "--registry-port", registryPort));
    up = ThalwegProcess.start(home, args.toArray(String[]::new));
    Awaitility.await("the stack")
        .atMost(LONG)
        .failFast("thalweg up ended", () -> !up.isAlive())
        .until(() -> CONNECT.matcher(up.out()).find());
    Matcher found = CONNECT.matcher(up.out());
    assertThat(found.find()).isTrue();
    kafkaPort = found.group(2);
    registryPort = found.group(4);
    connection = new Connection(found.group(1), found.group(3), Map.of(), true);
  }

  Path home() {
    return home;
  }

  Connection connection() {
    return connection;
  }

  /** SIGTERM, and a start. */
  void restart() {
    up.terminate();
    up.awaitExit(Duration.ofSeconds(20));
    start();
  }

  /** kill -9 for the broker, and a start: {@code up} ends when its broker does. */
  void killBrokerAndRestart() {
    broker().destroyForcibly();
    up.awaitExit(Duration.ofSeconds(20));
    start();
  }

  void freezeBroker() {
    ThalwegProcess.signal(broker(), "STOP");
  }

  void thawBroker() {
    ThalwegProcess.signal(broker(), "CONT");
  }

  private ProcessHandle broker() {
    return up.child(BROKER);
  }

  @Override
  public void close() {
    up.close();
  }
}
