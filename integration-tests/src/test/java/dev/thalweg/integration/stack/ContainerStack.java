package dev.thalweg.integration.stack;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.command.InspectContainerResponse;
import dev.thalweg.schemas.Connection;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.awaitility.Awaitility;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.wait.strategy.Wait;
import org.testcontainers.kafka.KafkaContainer;
import org.testcontainers.utility.DockerImageName;

/** Containers of the official images, with the settings that those have. */
final class ContainerStack implements TestStack, AutoCloseable {
  private static final Duration LONG = Duration.ofMinutes(4);
  private static final DockerImageName KAFKA = image("kafka");
  private static final DockerImageName REGISTRY = image("registry");
  private static final int KAFKA_PORT = 9092;
  private static final int REGISTRY_PORT = 8080;

  private final Path home = TemporaryHome.create();
  private final KafkaContainer kafka = new KafkaContainer(KAFKA);
  private final GenericContainer<?> registry = new GenericContainer<>(REGISTRY);
  private final Connection connection;

  ContainerStack() {
    // Docker gives another port at each start of a container, but for those that are asked for.
    kafka.setPortBindings(List.of("%d:%d".formatted(FreePort.find(), KAFKA_PORT)));
    registry
        .withExposedPorts(REGISTRY_PORT)
        .waitingFor(Wait.forHttp("/apis/ccompat/v7/subjects").withStartupTimeout(LONG));
    try {
      kafka.start();
      registry.start();
    } catch (RuntimeException e) {
      close();
      throw e;
    }
    connection =
        new Connection(
            kafka.getBootstrapServers(),
            "http://%s:%d/apis/ccompat/v7"
                .formatted(registry.getHost(), registry.getMappedPort(REGISTRY_PORT)),
            Map.of(),
            true);
  }

  /** The same that docker-compose.yml names; the build says which. */
  private static DockerImageName image(String name) {
    String property = "thalweg.image." + name;
    return DockerImageName.parse(Objects.requireNonNull(System.getProperty(property), property));
  }

  @Override
  public Connection connection() {
    return connection;
  }

  @Override
  public Path home() {
    return home;
  }

  @Override
  public void goAway() {
    docker().stopContainerCmd(kafka.getContainerId()).withTimeout(20).exec();
  }

  @Override
  public void comeBack() {
    docker().startContainerCmd(kafka.getContainerId()).exec();
    awaitBroker();
  }

  @Override
  public void freezeRegistry() {
    docker().pauseContainerCmd(registry.getContainerId()).exec();
  }

  @Override
  public void thawRegistry() {
    docker().unpauseContainerCmd(registry.getContainerId()).exec();
  }

  @Override
  public void killBrokerAndRestart() {
    docker().killContainerCmd(kafka.getContainerId()).exec();
    Awaitility.await("the broker's end").atMost(LONG).until(() -> !isRunning());
    docker().startContainerCmd(kafka.getContainerId()).exec();
    awaitBroker();
  }

  private boolean isRunning() {
    InspectContainerResponse now = docker().inspectContainerCmd(kafka.getContainerId()).exec();
    return Boolean.TRUE.equals(now.getState().getRunning());
  }

  private void awaitBroker() {
    try (Admin admin = connection.openAdmin()) {
      Awaitility.await("the broker").atMost(LONG).until(() -> answers(admin));
    }
  }

  private static boolean answers(Admin admin) throws InterruptedException {
    try {
      return !admin.describeCluster().nodes().get().isEmpty();
    } catch (ExecutionException e) {
      return false;
    }
  }

  @Override
  public void freezeBroker() {
    docker().pauseContainerCmd(kafka.getContainerId()).exec();
  }

  @Override
  public void thawBroker() {
    docker().unpauseContainerCmd(kafka.getContainerId()).exec();
  }

  private DockerClient docker() {
    return kafka.getDockerClient();
  }

  @Override
  public void close() {
    registry.stop();
    kafka.stop();
    TemporaryHome.remove(home);
  }

  @Override
  public String toString() {
    return "containers";
  }
}
