package dev.thalweg.integration.stack;

import static org.assertj.core.api.Assertions.assertThat;

import dev.thalweg.integration.process.ThalwegProcess;
import dev.thalweg.schemas.Connection;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;

/** {@code thalweg up} on a directory, always on the same ports. */
final class EmbeddedTestStack implements TestStack, AutoCloseable {
  private static final Duration LONG = Duration.ofMinutes(4);

  private static final String BROKER = "dev.thalweg.cli.embedded.BrokerProcess";
  private static final String REGISTRY = "dev.thalweg.cli.embedded.RegistryProcess";
  private static final Pattern CONNECT =
      Pattern.compile(
          "Connect +--bootstrap-server (\\S+:(\\d+)) --schema-registry (\\S+:(\\d+)\\S*)");

  private final Path home = TemporaryHome.create();
  private String kafkaPort = "0";
  private String registryPort = "0";
  private Connection connection;
  private ThalwegProcess up;

  EmbeddedTestStack() {
    start();
  }

  private void start() {
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

  @Override
  public Path home() {
    return home;
  }

  @Override
  public Connection connection() {
    return connection;
  }

  @Override
  public void goAway() {
    up.terminate();
    up.awaitExit(LONG);
  }

  @Override
  public void comeBack() {
    start();
  }

  @Override
  public void freezeRegistry() {
    ThalwegProcess.signal(up.child(REGISTRY), "STOP");
  }

  @Override
  public void thawRegistry() {
    ThalwegProcess.signal(up.child(REGISTRY), "CONT");
  }

  @Override
  public void killBrokerAndRestart() {
    broker().destroyForcibly(); // then up ends by itself
    up.awaitExit(LONG);
    start();
  }

  @Override
  public void freezeBroker() {
    ThalwegProcess.signal(broker(), "STOP");
  }

  @Override
  public void thawBroker() {
    ThalwegProcess.signal(broker(), "CONT");
  }

  private ProcessHandle broker() {
    return up.child(BROKER);
  }

  @Override
  public void close() {
    up.close();
    TemporaryHome.remove(home);
  }

  @Override
  public String toString() {
    return "embedded";
  }
}
